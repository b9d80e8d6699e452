import type { ErrorText } from '../../error-text/error-text.js';
import type { Endpoint } from '../../facts/endpoint.js';
import { sinceServiceStart } from '../../facts/service-start.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Match, RemedyDraft } from '../../rule.js';
import { powershellString } from '../../powershell.js';
import { isExchangeOnlineReport } from './exchange-online-report.js';
import { peerKind } from '../../facts/peer.js';

/** What the rules about a connection that never stood share. */
export interface UnreachedHost {
  readonly winsock: number;
  readonly destinationDomain: string | undefined;
  /** `ip:port` that was tried, for a sentence. */
  readonly target: string;
  readonly endpoint: Endpoint | undefined;
  /** Who tried: this server, or Exchange Online, which then speaks of a server outside of it. */
  readonly triedBy: 'us' | 'exchange-online';
  /** Milliseconds since the service that tried was started, where the session-id tells. */
  readonly sinceStart: number | undefined;
}

/** A service of Exchange that listens on a port of its own. */
export interface ExchangeService {
  readonly title: string;
  /** The name of the Windows service. */
  readonly name: string;
}

/**
 * Ports that only Exchange's own services listen on; a failure there is a service of a server of ours, not the internet.
 *
 * @source https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports
 */
const SERVICE_OF_PORT: Readonly<Record<number, ExchangeService>> = {
  2525: { title: 'Transport (Hub)', name: 'MSExchangeTransport' },
  465: { title: 'Transport (Hub), client proxy', name: 'MSExchangeTransport' },
  475: { title: 'Mailbox Transport Delivery', name: 'MSExchangeDelivery' },
  717: { title: 'Front End Transport, outbound proxy', name: 'MSExchangeFrontEndTransport' },
};

/** The connection failed with one of these Winsock codes, and nothing in the session says that it ever stood. */
export function unreachedHost(session: SessionFacts, ...winsock: readonly number[]): Match<UnreachedHost> | undefined {
  const { connectFailure: failure, remote } = session;
  if (failure === undefined || !winsock.includes(failure.winsock) || session.connected !== undefined || session.talked) return undefined;
  const attempt = session.session.records.find(({ context }) => context === 'attempting to connect');
  return {
    evidence: attempt === undefined ? [failure.record] : [attempt, failure.record],
    details: {
      winsock: failure.winsock,
      destinationDomain: failure.destinationDomain,
      target: remote?.text ?? 'an unknown address',
      endpoint: remote,
      triedBy: 'us',
      sinceStart: sinceServiceStart(session),
    },
  };
}

/** The same out of an error text. */
export function unreachedHostIn(error: ErrorText, ...wanted: readonly number[]): UnreachedHost | undefined {
  const { winsock, endpoint, host } = error;
  if (winsock === undefined || !wanted.includes(winsock)) return undefined;
  return {
    winsock,
    destinationDomain: host,
    target: endpoint?.text ?? host ?? 'the other side',
    endpoint,
    triedBy: isExchangeOnlineReport(error) ? 'exchange-online' : 'us',
    sinceStart: undefined,
  };
}

/** What the failures of a connector to one destination have in common; a domain's servers fail together more often than alone. */
export function destinationKey({ destinationDomain, endpoint }: UnreachedHost): string {
  return destinationDomain ?? endpoint?.text ?? 'unknown next hop';
}

/** The machine that was tried, without the port: for what is to be looked at there. */
export function machineOf({ endpoint, target }: Pick<UnreachedHost, 'endpoint' | 'target'>): string {
  return endpoint?.address ?? target;
}

/** ` (for fabrikam.example)`, where the log tells more than the address. */
export function forDomain({ destinationDomain, target }: UnreachedHost): string {
  return destinationDomain === undefined || destinationDomain === target ? '' : ` (for ${destinationDomain})`;
}

/**
 * The Exchange service that should answer on the port, or `undefined` for a port of the outside world. On a public address a port such as 465
 * belongs to somebody else.
 */
export function exchangeServiceOn(endpoint: Endpoint | undefined): ExchangeService | undefined {
  const kind = peerKind(endpoint);
  return endpoint?.port === undefined || kind === 'internet' || kind === 'exchange-online' ? undefined : SERVICE_OF_PORT[endpoint.port];
}

/** The step that tries the connection again, from where it failed. */
export function tryConnection(endpoint: Endpoint | undefined): RemedyDraft {
  return {
    do: 'Try the connection from this very server: another machine may take another way out.',
    command: `Test-NetConnection ${endpoint === undefined ? "'<address>'" : powershellString(endpoint.address)} -Port ${endpoint?.port ?? 25}`,
    verify: 'TcpTestSucceeded is True.',
  };
}

/** The steps for an Exchange service of ours that does not answer. */
export function startExchangeService({ name }: ExchangeService, machine: string): readonly RemedyDraft[] {
  return [
    {
      do: `Look on ${machine} whether the transport services run and the server’s components are active.`,
      command:
        'Get-Service MSExchangeTransport,MSExchangeFrontEndTransport,MSExchangeDelivery,MSExchangeSubmission; Get-ServerComponentState $env:COMPUTERNAME',
      verify: `${name} is Running, and HubTransport and FrontendTransport are Active.`,
    },
    {
      do: 'Start the service there if it is stopped.',
      command: `Start-Service ${name}`,
      caution:
        'If it was stopped for maintenance, ask first. Right after a start of the server the Front End is up some seconds before Transport is: one burst of failures is then normal.',
      verify: 'The next session shows a “+” row.',
      undo: `Stop-Service ${name}`,
    },
  ];
}
