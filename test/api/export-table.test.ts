import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CSV, NDJSON, type Columns, type TableFormat } from '../../lib/api/export-table.js';

interface Line {
  readonly text: string;
  readonly number: number;
  readonly none: null;
}

const COLUMNS: Columns<Line> = { text: ({ text }) => text, number: ({ number }) => number, none: ({ none }) => none };

const texts = fc.oneof(fc.string(), fc.constantFrom('=1+1', '@SUM(A1)', '-2+3', '+49 30', '\t=x', '＝1', 'a "b", c', 'two\r\nlines', ''));
const pages = fc.array(fc.array(fc.record({ text: texts, number: fc.integer(), none: fc.constant(null) })));

/** A table of these pages. */
function table({ begin, rows }: TableFormat, items: readonly (readonly Line[])[]): string {
  return [begin(COLUMNS), ...items.map((page) => rows(COLUMNS, page))].join('');
}

/** Without the apostrophe that keeps a spreadsheet from running it. */
function unmarked(text: string): string {
  return text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '');
}

describe('comma-separated values', () => {
  it('are read back as they were, however they were cut into pages, but for the apostrophe before what a spreadsheet would run', () => {
    fc.assert(
      fc.property(pages, (items) => {
        const [names, ...rows] = parse(table(CSV, items));
        expect(names).toEqual(['text', 'number', 'none']);
        expect(rows.map(([text = '', number]) => [unmarked(text), Number(number)])).toEqual(
          items.flat().map(({ text, number }) => [unmarked(text), number]),
        );
        for (const [text = ''] of rows) expect(text).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
  });
});

describe('JSON, one a line', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(pages, (items) => {
        const lines = table(NDJSON, items).split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(items.flat());
      }),
    );
  });
});
