import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { TransactionAction } from '@azure/data-tables';
import { Look, type Row } from './look.js';
import { isLostRace, isNotFound, type Table } from './tables.js';
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ROWS, requestBytes } from './table-limits.js';

/**
 * Sums whose parts have owners. A part and the sum that it counts in share a partition, so one transaction writes both: a part that is there
 * has been counted, exactly once, whatever crashed, came twice or raced. Nothing has to be added up again later.
 */
export interface Folding<Value> {
  /** Reads a part's row, or the sum's. */
  read(row: Row): Value;
  /** The columns of a part. */
  part(value: Value): Record<string, unknown>;
  /** The columns of the sum, and rows that must be written with it; `before` is the sum's row as it stood, perhaps an emptied one. */
  sum(value: Value, before: Row | undefined, sumKey: string): SumRows;
  /** What stays when the last part was taken back. */
  emptied?(before: Row): SumRows;
  add(a: Value, b: Value): Value;
  /** The sum without the part; `undefined` when the two alone don't tell. */
  without(sum: Value, part: Value): Value | undefined;
  isEmpty(sum: Value): boolean;
}

export interface SumRows {
  readonly columns: Record<string, unknown>;
  readonly alongside?: readonly TransactionAction[];
}

export type { Row } from './look.js';

/** A sum whose parts were all taken back stays as a row that says so: a transaction can't delete a row only if it is still the same. */
export function isEmptied(row: Row): boolean {
  return row.emptied === true;
}

/** Parts of one sum that are to be put or, where the value is `undefined`, taken back. */
export interface SumChange<Value> {
  readonly sumKey: string;
  /** All parts of this sum have row keys that begin so, and end before {@link SumChange.partsEnd}. */
  readonly partsBegin: string;
  readonly partsEnd: string;
  readonly parts: ReadonlyMap<string, Value | undefined>;
}

/** The longest pause before a race is run again, and how often it is run: whoever loses for a minute has met an error, not a crowd. */
const MAX_WAIT_MILLISECONDS = 2_000;
const MAX_RACES = 60;

/** Bytes of rows that one transaction takes, with room for its own words. */
const MAX_BYTES = MAX_TRANSACTION_BYTES * 0.9;

/**
 * Makes the parts of these sums what `changes` says, and the sums with them. Parts that are so already are left alone: writing the same
 * again changes nothing.
 *
 * @param expectNew spares the look whether the parts are there already: right for what has never been written, and harmless where it is wrong.
 */
export async function fold<Value>(
  table: Table,
  partitionKey: string,
  folding: Folding<Value>,
  changes: readonly SumChange<Value>[],
  expectNew = false,
): Promise<void> {
  for (const batch of batchesOf(changes.flatMap(sliced), folding)) await foldBatch(table, partitionKey, folding, batch, expectNew);
}

async function foldBatch<Value>(
  table: Table,
  partitionKey: string,
  folding: Folding<Value>,
  batch: readonly SumChange<Value>[],
  expectNew: boolean,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    // Those who lost a race wait a little, each another time, or they would race again.
    if (attempt > 0) await sleep(Math.random() * Math.min(MAX_WAIT_MILLISECONDS, 20 * 2 ** attempt));
    const look = new Look(table, partitionKey);
    // The sums first: each changes with every part, so a part that another changes after this look costs the race, whether it is written here or not.
    const sums = await look.several(batch.map(({ sumKey }) => sumKey));
    const isNew = expectNew && attempt === 0;
    const parts = isNew ? new Map<string, Row>() : await look.several(batch.flatMap(({ parts: changing }) => [...changing.keys()]));
    const actions = (await Promise.all(batch.map((change) => actionsFor(change, { look, sums, parts }, folding)))).flat();
    if (actions.length === 0) return;
    if (batch.length > 1 && actions.reduce((bytes, [, row]) => bytes + requestBytes(row), 0) > MAX_BYTES) {
      // The sums are larger than their parts: each half by itself.
      const middle = Math.ceil(batch.length / 2);
      for (const half of [batch.slice(0, middle), batch.slice(middle)]) await foldBatch(table, partitionKey, folding, half, expectNew);
      return;
    }
    try {
      await table.submitTransaction(actions);
      return;
    } catch (error) {
      // A row that vanished meanwhile (404) is a lost race like any other.
      if ((!isLostRace(error) && !isNotFound(error)) || attempt === MAX_RACES) throw error;
    }
  }
}

/** The rows as they stood before. */
interface Standing {
  readonly look: Look;
  readonly sums: ReadonlyMap<string, Row>;
  readonly parts: ReadonlyMap<string, Row>;
}

async function actionsFor<Value>(
  { sumKey, partsBegin, partsEnd, parts }: SumChange<Value>,
  { look, sums, parts: partRows }: Standing,
  folding: Folding<Value>,
): Promise<TransactionAction[]> {
  const sumRow = sums.get(sumKey);
  const before = sumRow === undefined || isEmptied(sumRow) ? undefined : folding.read(sumRow);
  let sum = before;
  let isTold = true;
  const actions: TransactionAction[] = [];
  for (const [rowKey, value] of parts) {
    const row = partRows.get(rowKey);
    const old = row && folding.read(row);
    if (isSame(old, value)) continue;
    const entity = { partitionKey: look.partitionKey, rowKey, ...(value !== undefined && folding.part(value)) };
    if (value === undefined) actions.push(['delete', entity]);
    else actions.push(row === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag: etagOf(row) }]);
    if (old !== undefined) {
      const left = sum && folding.without(sum, old);
      if (left === undefined) isTold = false;
      else sum = folding.isEmpty(left) ? undefined : left;
    }
    if (value !== undefined) sum = sum === undefined ? value : folding.add(sum, value);
  }
  if (actions.length === 0) return [];
  if (!isTold) sum = await addedUp(look, partsBegin, partsEnd, parts, folding);
  const { columns, alongside = [] } = sum === undefined ? emptied(folding, sumRow) : folding.sum(sum, sumRow, sumKey);
  const entity = { partitionKey: look.partitionKey, rowKey: sumKey, ...columns };
  // The sum's row changes with every part, so whoever added up parts that another has changed meanwhile loses the race; also who takes back parts that
  // came, with their sum, after he had looked for that and found none.
  actions.push(sumRow === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag: etagOf(sumRow) }], ...alongside);
  return actions;
}

function emptied<Value>(folding: Folding<Value>, before: Row | undefined): SumRows {
  const { columns = {}, alongside }: Partial<SumRows> = before === undefined ? {} : (folding.emptied?.(before) ?? {});
  return { columns: { ...columns, emptied: true }, ...(alongside !== undefined && { alongside }) };
}

/** The sum of all parts as they will be. Only where a part took a sum's first or last with it. */
async function addedUp<Value>(
  look: Look,
  begin: string,
  end: string,
  changes: ReadonlyMap<string, Value | undefined>,
  folding: Folding<Value>,
): Promise<Value | undefined> {
  const values = new Map<string, Value | undefined>();
  for await (const row of look.range(begin, end)) values.set(String(row.rowKey), folding.read(row));
  for (const [rowKey, value] of changes) values.set(rowKey, value);
  let sum: Value | undefined;
  for (const value of values.values()) if (value !== undefined) sum = sum === undefined ? value : folding.add(sum, value);
  return sum;
}

/** What was written and read again compares as JSON does. */
function isSame(stored: unknown, value: unknown): boolean {
  return stored === undefined || value === undefined ? stored === value : isDeepStrictEqual(stored, JSON.parse(JSON.stringify(value)));
}

function etagOf(row: Row): string {
  return String(row.etag);
}

/** Parts of one sum that one transaction takes, with the sum and what is written alongside. */
const MAX_PARTS = MAX_TRANSACTION_ROWS - 4;

function sliced<Value>(change: SumChange<Value>): SumChange<Value>[] {
  const parts = [...change.parts];
  const slices: SumChange<Value>[] = [];
  for (let start = 0; start < parts.length; start += MAX_PARTS) {
    slices.push({ ...change, parts: new Map(parts.slice(start, start + MAX_PARTS)) });
  }
  return slices;
}

/** Changes that fit into one transaction; two slices of one sum never meet in one. A sum is taken for as large as its parts together. */
function batchesOf<Value>(changes: readonly SumChange<Value>[], folding: Folding<Value>): SumChange<Value>[][] {
  const batches: SumChange<Value>[][] = [];
  let rows = Infinity;
  let bytes = 0;
  for (const change of changes) {
    const needs = change.parts.size + 4;
    const weighs =
      2 * [...change.parts.values()].reduce((sum, value) => sum + (value === undefined ? 0 : requestBytes(folding.part(value))), 0);
    const last = batches.at(-1);
    const isSplit = last?.some(({ sumKey }) => sumKey === change.sumKey) === true;
    if (last === undefined || isSplit || rows + needs > MAX_TRANSACTION_ROWS || bytes + weighs > MAX_BYTES) {
      batches.push([change]);
      rows = needs;
      bytes = weighs;
    } else {
      last.push(change);
      rows += needs;
      bytes += weighs;
    }
  }
  return batches;
}
