import { ASSUMPTIONS, costPerGigabyte } from './cost.js';
import { measureOperations } from './measure-operations.js';
import { perUnit, sumOf } from './storage-operations.js';

/** Storage operations that a MiB of log may take, from grant to receipt. */
export const BUDGET_PER_MEBIBYTE = 20;
const GRANTS_AT_ONCE = 10;
const CHEAPER_THAN_LOG_ANALYTICS = 30;

/** Counts the storage operations of so much log, and prints them and their cost. */
export async function reportOperations(megabytes: number): Promise<void> {
  const { counts, timer, mebibytes, chunks } = await measureOperations(megabytes, GRANTS_AT_ONCE);
  const alone = await measureOperations(megabytes / 4, 1);
  const each = sumOf(counts) / mebibytes;
  const { dollars, timesCheaper } = costPerGigabyte(counts, { mebibytes, chunks });
  print(
    `\nStorage operations of ${mebibytes.toFixed(0)} MiB in ${chunks} chunks, from grant to receipt, ${GRANTS_AT_ONCE} granted at once`,
  );
  print(`  ${each.toFixed(1)} per MiB   budget ${BUDGET_PER_MEBIBYTE}: ${each <= BUDGET_PER_MEBIBYTE ? 'kept' : 'EXCEEDED'}`);
  print(`  ${(sumOf(counts) / chunks).toFixed(1)} per chunk`);
  print(`  of which: ${perUnit(counts, mebibytes)}`);
  print(`  ${(sumOf(alone.counts) / alone.mebibytes).toFixed(1)} per MiB where a shipper asks for each chunk alone`);
  print(`  and ${sumOf(timer)} in all when the timer dealt with what had waited, 16 of them its queries of each minute`);
  const verdict = timesCheaper >= CHEAPER_THAN_LOG_ANALYTICS ? 'kept' : 'MISSED';
  print(
    `  ${(dollars * 100).toFixed(1)} cents per GB, ${timesCheaper.toFixed(0)} times cheaper than Log Analytics   bar ${CHEAPER_THAN_LOG_ANALYTICS}: ${verdict}`,
  );
  print(`  ${ASSUMPTIONS}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
