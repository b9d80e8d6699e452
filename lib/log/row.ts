import { ConnectorName } from './connector-names.js';

/** Where the parts of one row stand that put it into its session. One object serves row after row: what is kept must be copied. */
export class Row {
  /** The row without its line end, in the bytes that hold it. */
  start = 0;
  end = 0;
  /** Its line in the file, counted from 1. */
  line = 0;
  sequence = 0;
  /** One of the five events, as a byte. */
  event = 0;
  /** Where data and context begin: the first of the two, with its quote if it has one. */
  dataStart = 0;

  /** The connector's name, without quotes. Rows of one connector share it, unless the log names very many. */
  connector: ConnectorName = NAMELESS;

  /** Whether the session-id is sixteen upper-case hexadecimal digits, as Exchange writes it; then it is in `idHigh` and `idLow`. */
  hexId = true;
  idHigh = 0;
  idLow = 0;
  /** Any other session-id, byte for byte. Masked excerpts have letters and zeros there. */
  otherId = '';
}

const NAMELESS = new ConnectorName(Buffer.alloc(0));
