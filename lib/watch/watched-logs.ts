import type { ByteRange, Stream } from '../log/log-file.js';

/** A log file of which bytes are missing. Times are milliseconds since 1970, UTC. */
export interface IncompleteLog {
  readonly server: string;
  readonly stream: Stream;
  readonly name: string;
  /** Bytes that are known to exist and were not ingested, and since when that is known. */
  readonly gaps: readonly (ByteRange & { readonly since: number })[];
  /** Chunks of it that lie in quarantine. */
  readonly quarantined: number;
}

/** A log file, and when Mailflow heard of it first. */
export interface DatedLog {
  readonly server: string;
  readonly stream: Stream;
  readonly name: string;
  /** The `#Date` of its header, by the server's clock. */
  readonly date: number;
  /** By our clock. */
  readonly notedAt: number;
}

/** A chunk of the newest log files, and when it was ingested. */
export interface ArrivedChunk {
  readonly server: string;
  readonly stream: Stream;
  /** By the server's clock. */
  readonly lastRecordAt: number;
  /** By our clock. */
  readonly ingestedAt: number;
}

/** The logs of a tenant as the ledger knows them. */
export interface WatchedLogs {
  readonly incomplete: readonly IncompleteLog[];
  /** Those that Mailflow heard of within the last day. */
  readonly dated: readonly DatedLog[];
  /** Those that were ingested within the last day. */
  readonly arrived: readonly ArrivedChunk[];
  /** Servers whose shipper follows the logs as they are written; others are shipped by hand, whatever their age. */
  readonly followed: ReadonlySet<string>;
}
