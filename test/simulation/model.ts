import { hourOf } from '../../lib/diagnosis/hourly-activity.js';
import { diagnoseSession, type SessionDiagnosis } from '../../lib/diagnosis/diagnose-session.js';
import { findingIdOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import { remoteHost } from '../../lib/microsoft365/remote-host.js';
import { grouped } from './grouped.js';
import type { WrittenStream } from './world.js';

/** What a person with the whole files at hand would count. */
export interface Count {
  /** Sessions by `server stream hour connector outcome`. */
  readonly sessions: Readonly<Record<string, number>>;
  /** By finding: sessions, first and last, and whether mail has flowed since. */
  readonly findings: Readonly<
    Record<string, { readonly sessions: number; readonly firstSeen: string; readonly lastSeen: string; readonly condition: string }>
  >;
}

interface Told extends Pick<SessionDiagnosis, 'facts' | 'outcome' | 'occurrence'> {
  readonly server: string;
  readonly stream: string;
}

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** Reads the whole files of one tenant, keeps every session in memory, and counts. */
export function countWhole(streams: readonly WrittenStream[]): Count {
  const all = streams.flatMap(diagnosed);
  const sessions: Record<string, number> = {};
  for (const { server, stream, facts, outcome } of all) {
    const name = [server, stream, hourOf(facts.startedAt), facts.direction, facts.connector, outcome].join(' ');
    sessions[name] = (sessions[name] ?? 0) + 1;
  }
  const failures = all.flatMap((told) => (told.occurrence === undefined ? [] : [{ ...told, occurrence: told.occurrence }]));
  const findings = [...grouped(failures, ({ occurrence }) => findingIdOf(occurrence))].map(([id, failed]) => {
    const times = failed.map(({ occurrence }) => occurrence.at).sort();
    const [firstSeen = '', lastSeen = ''] = [times[0], times.at(-1)];
    // Of several last ones in the same millisecond it is the one with the least session-id.
    const [last] = failed
      .filter(({ occurrence }) => occurrence.at === lastSeen)
      .sort((a, b) => (a.facts.sessionId < b.facts.sessionId ? -1 : 1));
    const recovered = last !== undefined && all.some((healthy) => proves(healthy, last));
    return [id, { sessions: failed.length, firstSeen, lastSeen, condition: recovered ? 'recovered' : 'failing' }] as const;
  });
  return { sessions, findings: Object.fromEntries(findings) };
}

function proves(healthy: Told, { facts, occurrence, server, stream }: Told & { readonly occurrence: Occurrence }): boolean {
  return (
    healthy.outcome === 'delivered' &&
    healthy.server === server &&
    healthy.stream === stream &&
    healthy.facts.connector === facts.connector &&
    hostOf(healthy) === hostOf({ facts }) &&
    (healthy.facts.tls?.version !== undefined || !occurrence.rule.startsWith('tls-')) &&
    healthy.facts.startedAt >= Date.parse(occurrence.at) + QUARTER_OF_AN_HOUR
  );
}

function hostOf({ facts }: Pick<Told, 'facts'>): string {
  return remoteHost(facts.remote?.address ?? '');
}

function diagnosed({ source: { server, stream }, files }: WrittenStream): Told[] {
  const told: Told[] = [];
  const reader = new SessionReader({
    onSession: (session) => {
      const { facts, outcome, occurrence } = diagnoseSession(session.decode(), { server });
      told.push({ facts, outcome, occurrence, server, stream });
    },
  });
  for (const { file, bytes } of files) {
    reader.startFile({ name: file.name });
    reader.push(bytes);
    reader.endFile();
  }
  reader.end();
  return told;
}
