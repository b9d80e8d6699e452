import { hash } from 'node:crypto';
import { z } from 'zod';
import { checkpointSchema, lostSchema } from './memory.js';

const rowSchema = z.union([
  z.object({ log: checkpointSchema }),
  /** The path of a log that is not to be remembered any longer. */
  z.object({ gone: z.string() }),
  z.object({ lost: lostSchema }),
]);

/** A line of the state file. Of those that speak of the same path the last one counts, and the last one of the lost logs. */
export type StateRow = z.infer<typeof rowSchema>;

/** Hex digits of the sum that stands before each row: it guards against halves and slips, not against people. */
const SUM_DIGITS = 16;

function sumOf(json: string): string {
  return hash('sha256', json).slice(0, SUM_DIGITS);
}

/** With its line end. */
export function lineOf(row: StateRow): string {
  const json = JSON.stringify(row);
  return `${sumOf(json)} ${json}\n`;
}

/** @returns `undefined` for what is not as it was written. */
export function rowOf(line: string): StateRow | undefined {
  const json = line.slice(SUM_DIGITS + 1, -1);
  if (!line.endsWith('\n') || line.slice(0, SUM_DIGITS) !== sumOf(json)) return undefined;
  return rowSchema.safeParse(JSON.parse(json)).data;
}
