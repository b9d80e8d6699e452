/** Milliseconds from 1 January of the year 1 to 1970, and how many of .NET's ticks one has. */
const EPOCH_MILLISECONDS = 62_135_596_800_000;
const TICKS_PER_MILLISECOND = 10_000n;

/** Windows that ran longer without a restart of the transport service than this has no updates. */
const LONGEST_RUN_MILLISECONDS = 2 * 366 * 24 * 60 * 60 * 1000;

/**
 * For how many milliseconds the transport service had run that wrote the session when it began. Session-ids are the service's start in ticks, and one more for each
 * session: so it is in all real logs that were looked at, and documented nowhere. A hint, and `undefined` where the id cannot be such a moment.
 */
export function sinceServiceStart({
  sessionId,
  startedAt,
}: {
  readonly sessionId: string;
  readonly startedAt: number;
}): number | undefined {
  if (!/^[0-9A-F]{16}$/.test(sessionId)) return undefined;
  const started = Number(BigInt(`0x${sessionId}`) / TICKS_PER_MILLISECOND) - EPOCH_MILLISECONDS;
  const ran = startedAt - started;
  return ran >= 0 && ran <= LONGEST_RUN_MILLISECONDS ? ran : undefined;
}
