import { hostname } from 'node:os';
import type { Correlated } from '../../correlation/correlated.js';
import type { Finding } from '../../diagnosis/finding.js';
import { ENVELOPE_VERSION, type Envelope } from '../../inventory/envelope.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { ProbeResult } from '../../inventory/probe-result.js';
import { diagnoseProbe } from '../../probe/diagnose-probe.js';
import { probe } from '../../probe/probe.js';
import { CannotRead } from '../diagnose/cannot-read.js';
import { printNotes } from '../diagnose/print-circumstances.js';
import { readInventory } from '../diagnose/read-inventory.js';
import { printFinding } from '../print-findings.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import { printProbe } from './print-probe.js';
import { CannotProbe, probePlans, type ProbeCommandOptions } from './probe-plans.js';

/**
 * `mailflow probe`: calls a mail server as this server's Exchange would, and judges the session by the rules that judge logs. No cloud is needed, and
 * nothing is sent but the commands before a message.
 *
 * @returns the exit code: 0 healthy, 1 findings, 2 nothing could be probed.
 */
export async function probeCommand(host: string | undefined, options: ProbeCommandOptions, terminal: Terminal): Promise<number> {
  try {
    const inventory = options.inventory && (await readInventory(options.inventory, options.server)).inventory;
    const results: ProbeResult[] = [];
    for (const plan of await probePlans(host, options, inventory)) {
      terminal.progress(`Probing ${plan.target} …`);
      results.push(await probe(plan, { ...(options.timeout !== undefined && { timeouts: { reply: options.timeout * 1000 } }) }));
    }
    terminal.progress('');
    const { findings } = diagnoseProbe({ sessions: results.flatMap(({ sessions }) => sessions) }, { server: options.server, inventory });
    if (options.json === true) terminal.say(JSON.stringify({ ...asExport(results, options.server ?? hostname()), findings }, null, 2));
    else print(results, findings, inventory, options, terminal);
    return findings.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CannotProbe) && !(error instanceof CannotRead)) throw error;
    terminal.complain(printable(`mailflow probe: ${error.message}`));
    return 2;
  }
}

/** As an export of the inventory, so that `mailflow ship-inventory` takes it as it is. */
function asExport(items: readonly ProbeResult[], server: string): Envelope {
  const collectedAt = items[0]?.startedAt ?? new Date().toISOString();
  return { mailflow: ENVELOPE_VERSION, kind: 'probes', server, collectedAt, items };
}

function print(
  results: readonly ProbeResult[],
  findings: readonly Correlated<Finding>[],
  inventory: Inventory | undefined,
  { server, verbose }: ProbeCommandOptions,
  terminal: Terminal,
): void {
  const { style } = terminal;
  for (const result of results) {
    const diagnosis = diagnoseProbe(result, { server, inventory });
    terminal.say(printProbe(result, diagnosis, style));
    if (verbose === true) for (const { log } of result.sessions) terminal.say(`\n${log.trimEnd().split('\r\n').map(printable).join('\n')}`);
  }
  if (findings.length === 0) terminal.say('\nNothing found: mail can be handed over as far as a probe can tell.');
  for (const finding of findings) {
    terminal.say(`\n${'─'.repeat(100)}\n${printFinding(finding, style, [printNotes(finding.notes, style)])}`.trimEnd());
  }
}
