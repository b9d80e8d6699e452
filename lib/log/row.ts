import { ConnectorName } from './connector-names.js';
import type { RowMark } from './row-signs.js';

/** Where the parts of one row stand that put it into its session. One object serves row after row: what is kept must be copied. */
export class Row {
  /** The row without its line end, in the bytes that hold it. */
  start = 0;
  end = 0;
  /** Its line in the file, counted from 1. */
  line = 0;
  /** It has the sequence number 0. */
  isFirst = false;
  /** One of the five events, as a byte. */
  event = 0;
  /** Where data and context begin: the first of the two, with its quote if it has one. */
  dataStart = 0;
  /** What {@link RowSigns} tell of it. */
  mark: RowMark = 0;

  /** The connector's name, without quotes. Rows of one connector share it, unless the log names very many. */
  connector: ConnectorName = NAMELESS;

  /** Whether the session-id has sixteen bytes, as Exchange writes it; then they are in `id0` to `id3`, four in each. */
  ordinaryId = true;
  id0 = 0;
  id1 = 0;
  id2 = 0;
  id3 = 0;
  /** Any other session-id, byte for byte. */
  otherId = '';
}

/** Until a name was read. */
const NAMELESS = new ConnectorName(Buffer.alloc(0));
