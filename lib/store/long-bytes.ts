import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MAX_PROPERTY_BYTES, TableLimitExceeded } from './table-limits.js';

/** Properties that one long value may take. 14 × 64 KiB leave room below the entity's 1 MiB for keys and the other columns. */
export const MAX_PARTS = 14;

/** Bytes of a compressed long value. */
export const MAX_LONG_BYTES = MAX_PROPERTY_BYTES * MAX_PARTS;

/** Nothing that is stored inflates to more: a guard against a damaged row, not a limit that is met. */
const MAX_INFLATED_BYTES = 256 * 1024 * 1024;

/** A JSON value, compressed. */
export function packJson(value: unknown): Buffer {
  return deflateRawSync(JSON.stringify(value), { level: 1 });
}

/** Spreads packed bytes over the properties `name0`, `name1` … of an entity. Longer than {@link MAX_LONG_BYTES} is the caller's to prevent. */
export function longProperties(name: string, packed: Buffer): Record<string, Uint8Array> {
  if (packed.length > MAX_LONG_BYTES)
    throw new TableLimitExceeded(`“${name}” has ${packed.length} bytes when packed; a row takes ${MAX_LONG_BYTES}.`);
  const properties: Record<string, Uint8Array> = {};
  for (let part = 0; part * MAX_PROPERTY_BYTES < packed.length; part += 1) {
    properties[`${name}${part}`] = packed.subarray(part * MAX_PROPERTY_BYTES, (part + 1) * MAX_PROPERTY_BYTES);
  }
  return properties;
}

/** The properties that one long value may take, for a query that asks for this value alone. */
export function longNames(name: string): string[] {
  return Array.from({ length: MAX_PARTS }, (_, part) => `${name}${part}`);
}

/** Reads back what {@link packJson} and {@link longProperties} wrote. It is what this room wrote itself, so the reader names its type. */
export function readLongJson(entity: Readonly<Record<string, unknown>>, name: string): unknown {
  const parts: Uint8Array[] = [];
  for (let part = 0; part < MAX_PARTS; part += 1) {
    const bytes = entity[`${name}${part}`];
    if (!(bytes instanceof Uint8Array)) break;
    parts.push(bytes);
  }
  const json = inflateRawSync(Buffer.concat(parts), { maxOutputLength: MAX_INFLATED_BYTES }).toString('utf8');
  return JSON.parse(json);
}
