import type { TableEntity } from '@azure/data-tables';

/**
 * What Azure admits of a row. The emulator admits more, so it is held here, in front of both: what passes the tests passes in Azure.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */

/** Of a row as Azure counts it, names of properties and keys included. */
export const MAX_ENTITY_BYTES = 1024 * 1024;

/** Of one property. Strings are counted in UTF-16: 64 KiB are 32,768 code units. */
export const MAX_PROPERTY_BYTES = 64 * 1024;

/** Of a partition key, and of a row key; both are strings, so 512 code units. */
export const MAX_KEY_BYTES = 1024;

/** Beside the keys and the timestamp. */
export const MAX_PROPERTIES = 252;

/**
 * Rows and bytes that one transaction takes.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions#requirements-for-entity-group-transactions
 */
export const MAX_TRANSACTION_ROWS = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** A row, or a transaction, that Azure would refuse. To try again ends alike. */
export class TableLimitExceeded extends Error {
  override readonly name = 'TableLimitExceeded';
}

type Row = Readonly<Record<string, unknown>>;

/** @throws {TableLimitExceeded} when Azure would refuse the row; the words name the limit, and nothing of the content. */
export function admitRow(row: TableEntity<object>): void {
  const columns: Row = row;
  for (const name of ['partitionKey', 'rowKey'] as const) admitKey(name, row[name]);
  const properties = propertiesOf(columns);
  if (properties.length > MAX_PROPERTIES)
    throw new TableLimitExceeded(`A row has ${properties.length} properties; ${MAX_PROPERTIES} are admitted.`);
  for (const [name, value] of properties) {
    const bytes = bytesOf(value);
    if (bytes > MAX_PROPERTY_BYTES)
      throw new TableLimitExceeded(`The property “${name}” has ${bytes} bytes; ${MAX_PROPERTY_BYTES} are admitted.`);
  }
  const bytes = entityBytes(columns);
  if (bytes > MAX_ENTITY_BYTES) throw new TableLimitExceeded(`A row has ${bytes} bytes; ${MAX_ENTITY_BYTES} are admitted.`);
}

/** @throws {TableLimitExceeded} when Azure would refuse these rows as one transaction. */
export function admitTransaction(rows: readonly TableEntity<object>[]): void {
  if (rows.length > MAX_TRANSACTION_ROWS)
    throw new TableLimitExceeded(`A transaction has ${rows.length} rows; ${MAX_TRANSACTION_ROWS} are admitted.`);
  if (new Set(rows.map(({ partitionKey }) => partitionKey)).size > 1)
    throw new TableLimitExceeded('A transaction has rows of several partitions; they must be of one.');
  if (new Set(rows.map(({ rowKey }) => rowKey)).size < rows.length)
    throw new TableLimitExceeded('A transaction has a row twice; each may be in it once.');
  const bytes = rows.reduce((sum, row) => sum + requestBytes(row), 0);
  if (bytes > MAX_TRANSACTION_BYTES)
    throw new TableLimitExceeded(`A transaction has ${bytes} bytes; ${MAX_TRANSACTION_BYTES} are admitted.`);
}

/**
 * Bytes that Azure counts a row as.
 *
 * @source https://learn.microsoft.com/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage
 */
export function entityBytes(row: Row): number {
  const keys = 2 * (String(row.partitionKey).length + String(row.rowKey).length);
  return propertiesOf(row).reduce((sum, [name, value]) => sum + 8 + 2 * name.length + lengthBytes(value) + bytesOf(value), 4 + keys);
}

/** What is as long as it is has its length before it. */
function lengthBytes(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? 4 : 0;
}

/** Bytes that a row takes in a request beside its values, and how much base64 adds to binary ones. Generous, since a refused request costs more. */
const ROW_OVERHEAD_BYTES = 2 * 1024;
const BASE64_GROWTH = 4 / 3;

/** Bytes that a row takes in a request, at the most. */
export function requestBytes(row: Row): number {
  return Object.values(row).reduce<number>((sum, value) => {
    if (value instanceof Uint8Array) return sum + Math.ceil(value.length * BASE64_GROWTH);
    return sum + (typeof value === 'string' ? Buffer.byteLength(JSON.stringify(value)) : 16);
  }, ROW_OVERHEAD_BYTES);
}

/** Azure forbids these in keys. */
const FORBIDDEN = /[/\\#?\p{Cc}]/u;

function admitKey(name: string, key: string): void {
  if (2 * key.length > MAX_KEY_BYTES) throw new TableLimitExceeded(`A ${name} has ${2 * key.length} bytes; ${MAX_KEY_BYTES} are admitted.`);
  if (FORBIDDEN.test(key)) throw new TableLimitExceeded(`A ${name} holds a character that no key may hold.`);
}

const NO_PROPERTIES: ReadonlySet<string> = new Set(['partitionKey', 'rowKey', 'timestamp', 'etag']);

function propertiesOf(row: Row): readonly (readonly [string, unknown])[] {
  return Object.entries(row).filter(([name, value]) => value !== undefined && !NO_PROPERTIES.has(name));
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (value instanceof Uint8Array) return value.length;
  return typeof value === 'boolean' ? 1 : 8;
}
