import { lastRecordEnd } from '../../lib/log/record-end.js';
import { countWithDuckDb } from './duckdb.js';
import type { Contender } from './contenders.js';
import type { Answer } from './truth.js';

/** What npm can install. All but DuckDB only parse: no sessions, no bad lines told, no places. */
export function peers(): Contender[] {
  return [
    { name: 'peer: split at each comma (wrong on quotes)', run: { inMemory: splitAtCommas } },
    { name: 'peer: udsv, parse only', run: runInstalled('udsv', countWithUdsv), yardstick: 'udsv' },
    {
      name: 'peer: DuckDB, one lean query, one thread',
      run: hasDuckDb() ? { fromFile: countWithDuckDb } : NO_DUCKDB,
      yardstick: 'DuckDB',
    },
    { name: 'peer: papaparse, parse only', run: runInstalled('papaparse', countWithPapaparse) },
    { name: 'peer: csv-parse, parse only', run: runInstalled('csv-parse/sync', countWithCsvParse) },
  ];
}

const NAMES = 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';

/** Counts the rows of a text without header lines. */
type Count = (text: string) => number;

function countWithUdsv(module: unknown): Count {
  const { inferSchema, initParser } = module as {
    inferSchema(text: string): object;
    initParser(schema: object): { stringArrs(text: string): unknown[] };
  };
  const parser = initParser(inferSchema(`${NAMES}\n${NAMES}\n`));
  return (text) => parser.stringArrs(`${NAMES}\r\n${text}`).length;
}

function countWithPapaparse(module: unknown): Count {
  const { parse } = module as { parse(text: string, options: object): { data: unknown[] } };
  return (text) => parse(text, { skipEmptyLines: true }).data.length;
}

function countWithCsvParse(module: unknown): Count {
  const { parse } = module as { parse(text: string, options: object): unknown[] };
  return (text) => parse(text, { relax_quotes: true, relax_column_count: true }).length;
}

/** Too large to be installed for a comparison that few run. */
const NO_DUCKDB = 'not installed: npm install --no-save @duckdb/node-api';

function hasDuckDb(): boolean {
  try {
    require.resolve('@duckdb/node-api');
    return true;
  } catch {
    return false;
  }
}

/** Runs a peer over the log, or says that it is not installed. */
function runInstalled(name: string, counter: (module: unknown) => Count): Contender['run'] {
  let count: Count;
  try {
    count = counter(require(name));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND' ? 'not installed' : `can't run: ${String(error)}`;
  }
  return { inMemory: (bytes) => ({ records: sumOverPortions(bytes, count) }) };
}

function splitAtCommas(bytes: Buffer): Answer {
  return {
    records: sumOverPortions(bytes, (text) => {
      let records = 0;
      for (const line of text.split('\r\n')) if (line.split(',').length >= 9) records++;
      return records;
    }),
  };
}

/** Text that a parser gets at once: a string can't hold a large log. */
const PORTION = 8 * 1024 * 1024;

/** The peers want text; they get it in portions of whole records, without the header lines. */
function sumOverPortions(bytes: Buffer, count: Count): number {
  let sum = 0;
  for (let from = 0; from < bytes.length;) {
    const to = lastRecordEnd(bytes.subarray(0, from + PORTION), from);
    sum += count(bytes.toString('latin1', from, to).replace(/^#.*\r\n/gm, ''));
    from = to;
  }
  return sum;
}
