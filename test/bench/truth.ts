import { isDeepStrictEqual } from 'node:util';
import type { Ending } from './session-script.js';

/** What a generated log holds, counted while it was written. */
export interface Truth {
  readonly lines: number;
  readonly headers: number;
  readonly records: number;
  readonly sessions: number;
  /** Sessions whose closing `-` is missing. */
  readonly neverClosed: number;
  readonly endings: Readonly<Record<Ending, number>>;
  /** Sessions of each connector, by the hour in which they began: `2024-05-14T09`. */
  readonly connectors: Readonly<Record<string, Readonly<Record<string, HourOfSessions>>>>;
  /** Sessions that failed with a certificate, by its thumbprint. */
  readonly certificates: Readonly<Record<string, number>>;
}

export interface HourOfSessions {
  readonly sessions: number;
  readonly failed: number;
}

/** What a contender found out; each says what it can. */
export type Answer = Partial<Truth>;

/** In what an answer differs from what the log was made of. */
export function differences(answer: Answer, truth: Truth): string[] {
  return Object.entries(answer).flatMap(([name, found]) => {
    const wanted: unknown = truth[name as keyof Truth];
    return isDeepStrictEqual(found, wanted) ? [] : [`${name} ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  });
}

/** Truth that is still being counted. */
export type Counts = Changeable<Truth>;
type Changeable<Type> = { -readonly [Name in keyof Type]: Type[Name] extends number ? number : Changeable<Type[Name]> };

export function nothingCounted(): Counts {
  return {
    lines: 0,
    headers: 0,
    records: 0,
    sessions: 0,
    neverClosed: 0,
    endings: { healthy: 0, 'unknown-credentials': 0, 'connect-timeout': 0, 'relay-denied': 0, 'logon-denied': 0 },
    connectors: {},
    certificates: {},
  };
}

/** Sessions that are counted in one place. */
export interface AlikeSessions {
  readonly connector: string;
  readonly hour: string;
  readonly ending: Ending;
  /** Of the certificate with which they failed. */
  readonly thumbprint: string | null;
}

export function countSessions(counts: Counts, { connector, hour, ending, thumbprint }: AlikeSessions, sessions: number): void {
  counts.sessions += sessions;
  counts.endings[ending] += sessions;
  const counted = ((counts.connectors[connector] ??= {})[hour] ??= { sessions: 0, failed: 0 });
  counted.sessions += sessions;
  if (ending !== 'healthy') counted.failed += sessions;
  if (thumbprint !== null) counts.certificates[thumbprint] = (counts.certificates[thumbprint] ?? 0) + sessions;
}
