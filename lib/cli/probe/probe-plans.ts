import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { itemsOf, type Inventory } from '../../inventory/inventory.js';
import type { SendConnector } from '../../inventory/send-connector.js';
import type { TlsDemand } from '../../inventory/tls-demand.js';
import { connectorPlan, SMTP_PORT } from '../../probe/connector-plan.js';
import type { ClientCertificate } from '../../probe/handshake.js';
import type { ProbePlan } from '../../probe/plan.js';
import { isHostName, isMailbox, parseTarget, type ProbeTarget } from '../../probe/target.js';
import { CannotRead } from '../diagnose/cannot-read.js';

export interface ProbeCommandOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** The Exchange server that probes. */
  readonly server?: string;
  /** The send connector in whose place to stand; the inventory knows it. */
  readonly connector?: string;
  readonly inventory?: readonly string[];
  readonly tls?: TlsDemand;
  readonly tlsName?: string;
  readonly ehlo?: string;
  readonly from?: string;
  readonly to?: string;
  /** PEM files, or one of PKCS #12. */
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: string;
  readonly ca?: readonly string[];
  readonly nameServer?: readonly string[];
  /** Seconds for each reply. */
  readonly timeout?: number;
}

/** What was asked for cannot be probed; the message says why, and what to name instead. */
export class CannotProbe extends Error {
  override readonly name = 'CannotProbe';
}

/**
 * What to do with each target. What a person says comes before what the connector says; who names no connector is judged strictly, as the hybrid's own
 * connector judges: with TlsAuthLevel DomainValidation.
 *
 * @throws CannotProbe, or CannotRead for a certificate's file.
 */
export async function probePlans(
  host: string | undefined,
  options: ProbeCommandOptions,
  inventory: Inventory | undefined,
): Promise<readonly ProbePlan[]> {
  const connector = options.connector === undefined ? undefined : connectorPlan(namedConnector(options.connector, inventory));
  const targets = host === undefined ? (connector?.targets ?? []) : [targetIn(host)];
  if (targets.length === 0) {
    throw new CannotProbe(
      connector === undefined
        ? 'name a host or a domain, or a connector with --connector and --inventory.'
        : `“${options.connector ?? ''}” has no smart host: it delivers by MX. Name a domain to deliver to beside the connector.`,
    );
  }
  const { from = '', to, ehlo, tlsName } = options;
  if (to === undefined ? from !== '' : !isMailbox(from) || to === '' || !isMailbox(to)) {
    throw new CannotProbe(
      '--to takes an address such as anna@contoso.com, --from too; without --from the sender is empty, as of a report.',
    );
  }
  for (const name of [ehlo, tlsName]) {
    if (name !== undefined && !isHostName(name)) throw new CannotProbe(`“${name}” is no host name.`);
  }
  const client = await clientCertificate(options);
  const trusted = await Promise.all((options.ca ?? []).map(async (path) => (await bytesOf(path)).toString()));
  return targets.map((target) => ({
    target: target.host,
    port: target.port ?? connector?.port ?? SMTP_PORT,
    connector: connector?.connector,
    demand: options.tls ?? connector?.demand ?? 'DomainValidation',
    tlsName: tlsName ?? connector?.tlsName,
    ehloName: ehlo ?? connector?.ehloName ?? ownName(),
    mail: to === undefined ? undefined : { from, to },
    client,
    trusted,
    nameServers: options.nameServer ?? [],
  }));
}

function targetIn(text: string): ProbeTarget {
  const target = parseTarget(text);
  if (target === undefined)
    throw new CannotProbe(`“${text}” is no host name, domain or address; such as mail.contoso.com, or [2001:db8::1]:25.`);
  return target;
}

function namedConnector(name: string, inventory: Inventory | undefined): SendConnector {
  const connectors = inventory && itemsOf(inventory, 'send-connectors');
  if (connectors === undefined) {
    throw new CannotProbe(
      'to stand in a connector’s place takes its settings: --inventory send-connectors.json, from Get-SendConnector | ConvertTo-Json -Depth 4.',
    );
  }
  const found = connectors.find((connector) => connector.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const known = connectors.map((connector) => `“${connector.name}”`).join(', ');
  throw new CannotProbe(`the inventory has no send connector “${name}”. It has ${known === '' ? 'none' : known}.`);
}

async function clientCertificate({ cert, key, pfx }: ProbeCommandOptions): Promise<ClientCertificate | undefined> {
  if (pfx !== undefined) return { pfx: await bytesOf(pfx), passphrase: process.env.MAILFLOW_PFX_PASSPHRASE };
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new CannotProbe('--cert and --key go together.');
  return { certificate: (await bytesOf(cert)).toString(), key: (await bytesOf(key)).toString() };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw CannotRead.because(path, error);
  }
}

/** Who Exchange says it is where the connector has no Fqdn: the machine's own name. */
function ownName(): string {
  const name = hostname().toLowerCase();
  return isHostName(name) ? name : 'localhost';
}
