import { powershellString } from '../../diagnosis/powershell.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Queue } from '../../inventory/queue.js';
import { remedyStep } from '../remedy-step.js';
import { citation, toldByExport } from '../told-by.js';
import type { Warning } from './warning.js';

/**
 * By default Exchange opens another connection to a destination for each 20 messages that wait for it, and 20 connections at most: where more wait
 * than that, the limit and not the other side sets the pace.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/email-stuck-queues
 */
const FULL_QUEUE_MESSAGES = 20 * 20;

/** Queues in which much waits although nothing fails: mail leaves late, and no log line says why. */
export function slowQueues(inventory: Inventory): readonly Warning[] {
  const exported = inventory.exports.queues;
  return (exported?.items ?? []).flatMap((queue) => {
    const { identity, nextHopDomain, messageCount = 0 } = queue;
    if (exported === undefined || nextHopDomain === undefined || messageCount < FULL_QUEUE_MESSAGES || !isSending(queue)) return [];
    const server = inventory.server === undefined ? "'<server>'" : powershellString(inventory.server);
    const toldBy = toldByExport(exported, identity);
    return [
      {
        id: 'send-concurrency-limit' as const,
        severity: 'info' as const,
        item: identity,
        sentence: `In queue ${identity} ${messageCount} messages wait for ${nextHopDomain} without an error ${citation(toldBy)}: Exchange opens at most 20 connections to one destination by default, so they may leave late. It is no fault of the other side.`,
        due: null,
        withinDays: null,
        step: remedyStep({
          do: 'If the queue stays so long for more than some minutes, allow more connections to one destination on every source server.',
          command: `Get-TransportService ${server} | Format-List MaxPerDomainOutboundConnections,MaxOutboundConnections; Set-TransportService ${server} -MaxPerDomainOutboundConnections 40`,
          caution: 'The other side has limits too: watch for 4yz replies afterwards.',
          verify: 'Get-Queue shows the queue shrinking.',
          undo: `Set-TransportService ${server} -MaxPerDomainOutboundConnections 20`,
        }),
        toldBy: [toldBy],
      },
    ];
  });
}

/** The queue is at work, and leads out of the server over a connector: Retry and Suspended have reasons of their own. */
function isSending({ status, lastError, deliveryType }: Queue): boolean {
  const working = status === 'Active' || status === 'Ready';
  return working && (lastError === null || lastError === undefined) && /^(?:SmartHost|Dns)ConnectorDelivery$/i.test(deliveryType ?? '');
}
