import { DEFAULT_FIELDS } from './header.js';

/** Where a row's fields stand; -1 for a column that the log doesn't have. */
export interface Columns {
  readonly dateTime: number;
  readonly connector: number;
  readonly sessionId: number;
  readonly sequence: number;
  readonly localEndpoint: number;
  readonly remoteEndpoint: number;
  readonly event: number;
  readonly data: number;
  readonly context: number;
  /** Fields without which a row is not read. The context at the end is often lost where excerpts are copied. */
  readonly required: number;
  /** Fields of a row that is known to be whole although its line end is missing. */
  readonly whole: number;
  /** The first nine columns are Exchange's own, in its order. */
  readonly standard: boolean;
}

/** The places of the columns that a header's `#Fields` name. */
export function columnsOf(fields: readonly string[]): Columns {
  const place = (name: (typeof DEFAULT_FIELDS)[number]): number => fields.indexOf(name);
  return {
    dateTime: place('date-time'),
    connector: place('connector-id'),
    sessionId: place('session-id'),
    sequence: place('sequence-number'),
    localEndpoint: place('local-endpoint'),
    remoteEndpoint: place('remote-endpoint'),
    event: place('event'),
    data: place('data'),
    context: place('context'),
    required: Math.max(...DEFAULT_FIELDS.filter((name) => name !== 'context').map(place)) + 1,
    whole: fields.length,
    standard: DEFAULT_FIELDS.every((name, at) => fields[at] === name),
  };
}

/** The columns of a log whose header wasn't seen. */
export const STANDARD_COLUMNS = columnsOf(DEFAULT_FIELDS);
