const NEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment in the viewer's zone; the pointer finds it in UTC, as the logs have it. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {NEAR.format(new Date(at))}
    </time>
  );
}

/** `2019-05-28 15:07:00 UTC` */
export function utc(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `3 hours ago`; the pointer finds the moment in UTC. */
export function Ago({ at, now }: { readonly at: string; readonly now: number }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {ago(Date.parse(at), now)}
    </time>
  );
}

function ago(at: number, now: number): string {
  for (const [unit, length] of UNITS) {
    const count = Math.round((at - now) / length);
    if (count !== 0) return RELATIVE.format(count, unit);
  }
  return RELATIVE.format(0, 'minute');
}
