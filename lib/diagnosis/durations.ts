/** Buckets grow by this factor: a percentile is within about 5 % of the truth. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);

/** Durations up to a day fall into their own buckets; what lasts longer shares the last. */
const BUCKETS = Math.ceil(Math.log(86_400_000) / LOG_GROWTH) + 1;

/** Durations in milliseconds, counted in buckets that grow: bounded, and two can be added without loss. */
export type Durations = Readonly<Record<number, number>>;

/** The bucket that a duration is counted in. */
export function bucketOf(milliseconds: number): number {
  return Math.min(BUCKETS, Math.max(0, Math.ceil(Math.log(Math.max(1, milliseconds)) / LOG_GROWTH)));
}

/** The duration below which this share (0 to 1) of all lie, in milliseconds; `undefined` when there are none. */
export function percentile(durations: Durations, share: number): number | undefined {
  const buckets = Object.entries(durations)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  let wanted = share * buckets.reduce((sum, { count }) => sum + count, 0);
  for (const { bucket, count } of buckets) {
    wanted -= count;
    if (wanted <= 0) return Math.round(GROWTH ** bucket);
  }
  return undefined;
}
