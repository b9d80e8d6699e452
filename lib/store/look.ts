import { odata, type TableEntityResultPage } from '@azure/data-tables';
import { isNotFound, type Table } from './tables.js';

export type Row = Readonly<Record<string, unknown>>;

/** From so many rows on, one query is asked for what stands between the first and the last of them, in the hope that it is these. */
const WORTH_A_QUERY = 3;
/** Rows that such a query may read for each that is wanted; what stands further on is looked up by itself. */
const ROWS_FOR_ONE = 3;

/** Reads rows of one partition. */
export class Look {
  constructor(
    private readonly table: Table,
    readonly partitionKey: string,
  ) {}

  /** The rows with these keys, as far as there are such. */
  async several(rowKeys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const found = new Map<string, Row>();
    const keys = [...rowKeys].sort();
    const [first, last] = [keys[0], keys.at(-1)];
    let seenTo: string | undefined;
    if (first !== undefined && last !== undefined && keys.length >= WORTH_A_QUERY) {
      const wanted = new Set(keys);
      const filter = odata`PartitionKey eq ${this.partitionKey} and RowKey ge ${first} and RowKey le ${last}`;
      const pages = this.table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: keys.length * ROWS_FOR_ONE });
      const page = await pages.next();
      const rows: TableEntityResultPage<Row> = page.done === true ? [] : page.value;
      for (const row of rows) if (wanted.has(String(row.rowKey))) found.set(String(row.rowKey), row);
      // The service may end a page anywhere, and says whether there is more.
      seenTo = rows.continuationToken === undefined ? last : (rows.at(-1)?.rowKey ?? '');
    }
    const unseen = keys.filter((key) => seenTo === undefined || key > seenTo);
    const rows = await Promise.all(unseen.map((key) => this.#at(key)));
    for (const [index, key] of unseen.entries()) {
      const row = rows[index];
      if (row !== undefined) found.set(key, row);
    }
    return found;
  }

  /** The rows from one key on, to before another. */
  range(begin: string, end: string): AsyncIterable<Row> {
    const filter = odata`PartitionKey eq ${this.partitionKey} and RowKey ge ${begin} and RowKey lt ${end}`;
    return this.table.listEntities<Row>({ queryOptions: { filter } });
  }

  async #at(rowKey: string): Promise<Row | undefined> {
    try {
      return await this.table.getEntity(this.partitionKey, rowKey);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
