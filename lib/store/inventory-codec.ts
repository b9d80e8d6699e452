import type { AnyInventoryExport } from '../inventory/read-export.js';
import { packJson, readLongJson } from './long-bytes.js';

/** What stands for a set in JSON, which has none. No model of an export has a property of this name. */
const SET = '$set';

/** An export as it was read, compressed: what Mailflow understands of it is a tenth of what PowerShell writes. */
export function packExport(of: AnyInventoryExport): Buffer {
  return packJson(withoutSets(of));
}

/** Reads back what {@link packExport} wrote into the properties `export0`, `export1` … of a row. It is what this room wrote itself. */
export function unpackExport(row: Readonly<Record<string, unknown>>): AnyInventoryExport {
  return withSets(readLongJson(row, 'export')) as AnyInventoryExport;
}

function withoutSets(value: unknown): unknown {
  if (value instanceof Set) return { [SET]: [...(value as ReadonlySet<unknown>)] };
  if (Array.isArray(value)) return value.map(withoutSets);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSets(inner)])) : value;
}

function withSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSets);
  if (!isObject(value)) return value;
  const members = value[SET];
  if (Array.isArray(members)) return new Set(members);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withSets(inner)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
