import type { LogRecord } from '../../log/record.js';

/** Why a connection never stood. */
export interface ConnectFailure {
  /** Winsock error code such as 10060 (timed out) or 10061 (refused). The words beside it are in the server's language and tell nothing more. */
  readonly winsock: number;
  readonly destinationDomain: string | undefined;
  readonly record: LogRecord;
}

/** The row `Failed to connect. Winsock error code: …`, if there is one. */
export function connectFailureIn(records: readonly LogRecord[]): ConnectFailure | undefined {
  for (const record of records) {
    if (record.event !== '*') continue;
    const winsock = /\bWinsock error code: (\d+)/.exec(record.context)?.[1];
    if (winsock === undefined) continue;
    const destinationDomain = /\bDestination domain: ([^,]*)/.exec(record.context)?.[1]?.trim();
    return { winsock: Number(winsock), destinationDomain: destinationDomain === '' ? undefined : destinationDomain, record };
  }
  return undefined;
}
