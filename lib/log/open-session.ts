import type { CarriedRecords } from './carried-records.js';
import type { ConnectorName } from './connector-names.js';
import type { Direction } from './record.js';

/** A session whose closing `-` was not read yet. */
export class OpenSession {
  begun = false;
  /** Its records in the bytes that are being read: a chain of nodes, or -1. */
  first = -1;
  last = -1;
  count = 0;
  carried: CarriedRecords | undefined;
  /** Bytes of all its lines. */
  size = 0;
  /** The open sessions that began just before and just after this one. */
  earlier: OpenSession | undefined;
  later: OpenSession | undefined;

  constructor(
    readonly connector: ConnectorName,
    /** False means that the id has not sixteen bytes; then it is `otherId`. */
    readonly ordinaryId: boolean,
    readonly id0: number,
    readonly id1: number,
    readonly id2: number,
    readonly id3: number,
    readonly otherId: string,
    /** What the header said when the session began. */
    readonly direction: Direction | undefined,
  ) {}
}
