import type { LogRecord } from '../../log/record.js';

/** Why a connection never stood. */
export interface ConnectFailure {
  /** Winsock error code such as 10060 (timed out) or 10061 (refused). The words beside it are in the server's language and tell nothing more. */
  readonly winsock: number;
  readonly destinationDomain: string | undefined;
  readonly record: LogRecord;
}

/** WSAETIMEDOUT. */
const TIMED_OUT = 10060;

/** Windows gives up after three connection requests: 3 + 6 + 12 seconds. */
const CONNECT_TIMEOUT_MILLISECONDS = 20_000;

/** The row `Failed to connect. Winsock error code: …`, or an attempt that ends unanswered after as long as Windows waits. */
export function connectFailureIn(records: readonly LogRecord[]): ConnectFailure | undefined {
  for (const record of records) {
    if (record.event !== '*' || !record.context.includes('Winsock')) continue;
    const winsock = /\bWinsock error code: (\d+)/.exec(record.context)?.[1];
    if (winsock === undefined) continue;
    const destinationDomain = /\bDestination domain: ([^,]*)/.exec(record.context)?.[1]?.trim();
    return { winsock: Number(winsock), destinationDomain: destinationDomain === '' ? undefined : destinationDomain, record };
  }
  return unansweredIn(records);
}

/** Some builds log the attempt and the end, and nothing of the reason. */
function unansweredIn(records: readonly LogRecord[]): ConnectFailure | undefined {
  const end = records.at(-1);
  if (end?.event !== '-' || records.some(({ event }) => event !== '*' && event !== '-')) return undefined;
  const attempt = records.find(({ event, context }) => event === '*' && context === 'attempting to connect');
  if (attempt === undefined || end.time - attempt.time < CONNECT_TIMEOUT_MILLISECONDS) return undefined;
  return { winsock: TIMED_OUT, destinationDomain: undefined, record: end };
}
