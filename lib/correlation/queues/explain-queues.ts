import { explainErrorText, type Explanation } from '../../diagnosis/explain.js';
import { powershellString } from '../../diagnosis/powershell.js';
import { itemsOf, type Inventory } from '../../inventory/inventory.js';
import type { Queue } from '../../inventory/queue.js';
import { citation, toldByExport, type ToldBy } from '../told-by.js';
import { findingsBehind, type QueueFinding } from './finding-behind.js';
import { isVague } from './vague-error.js';

/** What is behind the error that a queue shows. */
export interface QueueExplanation {
  /** `EX01\42` */
  readonly queue: string;
  readonly nextHop: string | null;
  readonly messages: number | null;
  /** The innermost error, without its wrappers. */
  readonly error: string;
  /** The rule that knows the error's text; `null` when none does. */
  readonly rule: string | null;
  /** The error leaves open what failed. */
  readonly vague: boolean;
  /** The finding that explains it. */
  readonly finding: { readonly id: string; readonly rule: string; readonly title: string } | null;
  readonly sentence: string;
  /** Where nothing explains it: what would. */
  readonly command: string | null;
  readonly toldBy: ToldBy;
}

/**
 * Explains the queues' last errors by the findings about the same next hop. A vague error takes over the cause that the protocol log shows;
 * a precise one speaks for itself, and a finding is only named when it says the same.
 */
export function explainQueues(inventory: Inventory, findings: readonly QueueFinding[]): readonly QueueExplanation[] {
  const exported = inventory.exports.queues;
  return (exported?.items ?? []).flatMap((queue) => {
    if (exported === undefined || typeof queue.lastError !== 'string') return [];
    const explanation = explainErrorText(queue.lastError);
    const { error } = explanation;
    const vague = isVague(explanation);
    const behind = findingsBehind({ queue, error, at: exported.collectedAt }, findings, inventory);
    const finding = behind.find(({ rule }) => vague || rule === explanation.found?.rule.id);
    const toldBy = toldByExport(exported, queue.identity);
    return [
      {
        queue: queue.identity,
        nextHop: queue.nextHopDomain ?? null,
        messages: queue.messageCount ?? null,
        error: error.text,
        rule: explanation.found?.rule.id ?? null,
        vague,
        finding: finding === undefined ? null : { id: finding.id, rule: finding.rule, title: finding.title },
        sentence: sentenceOf(queue, explanation, vague, finding, toldBy),
        command: finding === undefined && vague ? loggingFor(queue, inventory) : null,
        toldBy,
      },
    ];
  });
}

function sentenceOf(
  { identity, messageCount, nextHopDomain }: Queue,
  { error, found }: Explanation,
  vague: boolean,
  finding: QueueFinding | undefined,
  toldBy: ToldBy,
): string {
  const count = messageCount === undefined ? '' : `${messageCount} messages `;
  const hop = nextHopDomain === undefined ? '' : `to ${nextHopDomain} `;
  const said = `Queue ${identity}: ${count}${hop}wait with “${error.text}” ${citation(toldBy)}.`;
  if (finding !== undefined) return `${said} The protocol log of the same next hop shows why: ${finding.summary}`;
  if (vague) return `${said} By itself that is neither a network nor a TLS failure: the protocol log of the connector would tell.`;
  return found === undefined ? said : `${said} ${found.verdict.sentence}`;
}

/** The connector to the queue's next hop may be the one whose log is off. */
function loggingFor({ nextHopDomain }: Queue, inventory: Inventory): string {
  const silent = itemsOf(inventory, 'send-connectors')?.find(
    ({ smartHosts, protocolLogging }) =>
      protocolLogging === 'None' && smartHosts?.some((host) => host.toLowerCase() === nextHopDomain?.toLowerCase()),
  );
  return silent === undefined
    ? 'Get-SendConnector | Format-List Name,AddressSpaces,SmartHosts,ProtocolLoggingLevel'
    : `Set-SendConnector ${powershellString(silent.name)} -ProtocolLoggingLevel Verbose`;
}
