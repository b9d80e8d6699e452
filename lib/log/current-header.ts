import type { Columns } from './columns.js';
import { columnsOf, STANDARD_COLUMNS } from './columns.js';
import type { LogHeader } from './header.js';
import { directionOf, NO_HEADER, parseFields, withHeaderLine } from './header.js';
import type { Direction } from './record.js';

/** The header that holds for the rows being read, and what follows from it. Header lines may come anywhere: files are joined, services restart. */
export class CurrentHeader {
  header: LogHeader = NO_HEADER;
  columns: Columns = STANDARD_COLUMNS;
  direction: Direction | undefined;

  /** Begins a file with what its caller knows. Columns that no protocol log can have are not believed. */
  begin(known: Partial<LogHeader> = {}): void {
    const fields = known.fields && parseFields(known.fields.join(','));
    this.follow({ ...NO_HEADER, ...known, fields: fields ?? NO_HEADER.fields });
  }

  /** Takes one more header line; false means that it is unusable, and nothing has changed. */
  take(line: string): boolean {
    const header = withHeaderLine(this.header, line);
    if (header) this.follow(header);
    return header !== undefined;
  }

  private follow(header: LogHeader): void {
    // Rows keep their columns object as long as the columns are the same: the reader compares it by identity.
    if (header.fields.join() !== this.header.fields.join()) this.columns = columnsOf(header.fields);
    this.header = header;
    this.direction = directionOf(header);
  }
}
