import type { LogRecord } from '../../log/record.js';

/** A reply that Exchange held back. A consequence, never a cause. */
export interface Tarpit {
  readonly milliseconds: number;
  /** `DelayedAck` is shadow redundancy waiting for its copy; without a reason it is the punishment before a refusal. */
  readonly reason: string | undefined;
  readonly record: LogRecord;
}

const TARPIT = /^Tarpit for '(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)'(?: due to '([^']*)')?/;

/** All waits of the session. The row's text stands in the data column, in some builds in the context. */
export function tarpitsIn(records: readonly LogRecord[]): readonly Tarpit[] {
  const tarpits: Tarpit[] = [];
  for (const record of records) {
    const text = record.data.startsWith('Tarpit ') ? record.data : record.context;
    const match = record.event === '*' && text.startsWith('Tarpit ') ? TARPIT.exec(text) : null;
    if (match === null) continue;
    const [, days = '0', hours, minutes, seconds, reason] = match;
    const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    tarpits.push({ milliseconds: Math.round(total * 1000), reason, record });
  }
  return tarpits;
}
