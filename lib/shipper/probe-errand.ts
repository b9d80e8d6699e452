import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ProbeRequest } from '../contract/probes.js';
import { readExport } from '../inventory/read-export.js';
import type { SendConnector } from '../inventory/send-connector.js';
import { isAllowedTarget } from '../probe/allowed-target.js';
import { diagnoseProbe } from '../probe/diagnose-probe.js';
import { probe } from '../probe/probe.js';
import { isHostName, isMailbox, parseTarget } from '../probe/target.js';
import { errorText } from './error-code.js';
import type { Tell } from './events.js';
import type { ShipOptions } from './options.js';
import { shipInventory } from './ship-inventory.js';

export interface ProbeErrandOptions extends ShipOptions {
  /** Where the exports of this server are: they tell which smart hosts are its own. */
  readonly exportsFolder?: string | undefined;
}

/**
 * Calls a mail server because Mailflow asks for it, and ships what it saw. The target is looked at here again, by this server's own exports: what Mailflow
 * allows is not taken on trust.
 *
 * @returns whether the request is done with: run and shipped, or refused
 */
export async function runProbeErrand(
  request: ProbeRequest,
  options: ProbeErrandOptions,
  tell: Tell,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, target, port, connector } = request;
  if (!isPlain(request) || !isAllowedTarget(request, await sendConnectorsIn(options.exportsFolder))) {
    tell({ name: 'probe-refused', target, port });
    return true;
  }
  const result = await probe(
    {
      target,
      port,
      connector: connector ?? undefined,
      demand: request.demand,
      tlsName: request.tlsName ?? undefined,
      ehloName: request.ehloName ?? ownName(),
      mail: request.to === null ? undefined : { from: request.from, to: request.to },
      client: undefined,
      trusted: [],
      nameServers: [],
    },
    { id },
  );
  const file = `${options.stateFile}.probe.json`;
  try {
    await writeFile(file, JSON.stringify([result]));
    const report = await shipInventory({ ...options, paths: [file] }, signal);
    if (report.problems.length > 0) return false;
    tell({ name: 'probe-run', target, port, findings: diagnoseProbe(result).findings.map(({ rule }) => rule) });
    return true;
  } catch (error) {
    tell({ name: 'round-failed', because: errorText(error) });
    return false;
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

async function sendConnectorsIn(exportsFolder: string | undefined): Promise<readonly SendConnector[]> {
  if (exportsFolder === undefined) return [];
  try {
    const read = readExport(await readFile(join(exportsFolder, 'send-connectors.json')), { kind: 'send-connectors' });
    return read.kind === 'send-connectors' ? read.items : [];
  } catch {
    // Without its own word for it, only Microsoft's mail servers are called.
    return [];
  }
}

/** Nothing in the request can end a command, or begin another one. */
function isPlain({ target, tlsName, ehloName, from, to }: ProbeRequest): boolean {
  const names = [tlsName, ehloName].every((name) => name === null || isHostName(name));
  return parseTarget(target)?.host === target && names && isMailbox(from) && (to === null || isMailbox(to));
}

function ownName(): string {
  const name = hostname().toLowerCase();
  return isHostName(name) ? name : 'localhost';
}
