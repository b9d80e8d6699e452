import type { OperationCounts } from './storage-operations.js';

/**
 * Prices in US dollars, as published for a European region in 2026. They change, and differ by region and contract: whoever quotes the estimate checks
 * them.
 *
 * @source https://azure.microsoft.com/pricing/details/storage/tables/
 * @source https://azure.microsoft.com/pricing/details/storage/blobs/
 * @source https://azure.microsoft.com/pricing/details/event-grid/
 * @source https://azure.microsoft.com/pricing/details/functions/
 * @source https://azure.microsoft.com/pricing/details/monitor/
 */
export const PRICE = {
  tableOperation: 0.00036 / 10_000,
  blobWrite: 0.065 / 10_000,
  blobRead: 0.005 / 10_000,
  blobGigabyteMonth: 0.023,
  tableGigabyteMonth: 0.056,
  queueOperation: 0.004 / 10_000,
  event: 0.6 / 1_000_000,
  execution: 0.4 / 1_000_000,
  gigabyteSecond: 0.000026,
  logAnalyticsGigabyte: 2.3,
  alertRuleEach5Minutes: 1.5,
  alertRuleEach15Minutes: 0.5,
} as const;

/** The smallest instance, and the least time for which Flex Consumption bills an execution that has the instance to itself. */
const INSTANCE_GIGABYTES = 0.5;
const BILLED_SECONDS = 1;
const MEBIBYTES_PER_GB = 1024;

/** What was assumed, in words. */
export const ASSUMPTIONS =
  `Assumed: for each chunk one event and one execution billed for ${BILLED_SECONDS} s of an instance of ${INSTANCE_GIGABYTES * 1024} MB to itself; ` +
  `a transaction bills as one operation; Log Analytics at ${PRICE.logAnalyticsGigabyte.toFixed(2)} $ per GB; capacity, the host’s own storage, free grants and the timer apart.`;

/** What a GB of raw log costs, in dollars, and how many times as much Log Analytics takes. */
export function costPerGigabyte(
  counts: OperationCounts,
  { mebibytes, chunks }: { readonly mebibytes: number; readonly chunks: number },
): { readonly dollars: number; readonly timesCheaper: number } {
  const { 'blob write': writes, 'blob read': reads } = counts;
  const table =
    counts['table transaction'] + counts['table point read'] + counts['table query'] + counts['table write'] + counts['table delete'];
  const storage = table * PRICE.tableOperation + writes * PRICE.blobWrite + reads * PRICE.blobRead;
  const execution = PRICE.event + PRICE.execution + PRICE.gigabyteSecond * INSTANCE_GIGABYTES * BILLED_SECONDS;
  const dollars = (storage + chunks * execution) * (MEBIBYTES_PER_GB / mebibytes);
  return { dollars, timesCheaper: PRICE.logAnalyticsGigabyte / dollars };
}
