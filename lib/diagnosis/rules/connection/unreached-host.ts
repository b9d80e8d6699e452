import type { ErrorText } from '../../error-text/error-text.js';
import type { Scene } from '../../facts/scene.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Match } from '../../rule.js';

/** What the rules about a connection that never stood share. */
export interface UnreachedHost {
  readonly destinationDomain: string | undefined;
  /** `ip:port` that was tried. */
  readonly target: string;
  readonly port: number | undefined;
}

/** Ports that only Exchange's own services listen on; a failure there is a service of a server of ours, not the internet. */
const SERVICE_OF_PORT: Readonly<Record<number, string>> = {
  2525: 'Transport (Hub)',
  465: 'Transport (Hub), client proxy',
  475: 'Mailbox Transport Delivery',
  717: 'Front End Transport, outbound proxy',
};

/** The connection failed with this Winsock code, and nothing in the session says that it ever stood. */
export function unreachedHost(session: SessionFacts, winsock: number): Match<UnreachedHost> | undefined {
  const { connectFailure: failure, remote } = session;
  if (failure?.winsock !== winsock || session.connected !== undefined || session.talked) return undefined;
  const attempt = session.session.records.find(({ context }) => context === 'attempting to connect');
  const evidence = attempt === undefined ? [failure.record] : [attempt, failure.record];
  return {
    evidence,
    details: { destinationDomain: failure.destinationDomain, target: remote?.text ?? 'an unknown address', port: remote?.port },
  };
}

/** The same out of an error text. */
export function unreachedHostIn({ winsock, endpoint, host }: ErrorText, wanted: number): UnreachedHost | undefined {
  if (winsock !== wanted) return undefined;
  return { destinationDomain: host, target: endpoint?.text ?? host ?? 'the other side', port: endpoint?.port };
}

/** The Exchange service that should answer on the port, or `undefined` for a port of the outside world. */
export function exchangeServiceOn(port: number | undefined): string | undefined {
  return port === undefined ? undefined : SERVICE_OF_PORT[port];
}

/** For Test-NetConnection: the address alone. A host that the log does not name is never made up. */
export function testConnection({ remote }: Scene): string {
  return `Test-NetConnection ${remote?.address ?? '<address>'} -Port ${remote?.port ?? 25}`;
}
