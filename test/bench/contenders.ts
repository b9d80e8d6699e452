import { closeSync, openSync, readSync } from 'node:fs';
import { SessionsTally } from '../../lib/cli/diagnose/read-segment.js';
import { INFORMATION, LF, SENT } from '../../lib/log/ascii.js';
import { LineReader } from '../../lib/log/line-reader.js';
import type { RawSession } from '../../lib/log/raw-session.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { LogPart } from '../../lib/log/log-part.js';
import { scannableMemory } from '../../lib/log/scannable-memory.js';
import { TRIAGE_SIGNS } from '../../lib/diagnosis/triage/signs.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import type { Ending } from './session-script.js';
import type { Answer } from './truth.js';

export interface Contender {
  readonly name: string;
  /** Reads the log and says what it found; a text says why it can't run. */
  readonly run: InMemory | FromFile | string;
  /** MB/s of user CPU that it must reach. */
  readonly bar?: number;
  readonly moonshot?: number;
  /** How many times the figure of a {@link Contender.yardstick} it must reach, by that peer's short name. */
  readonly times?: Readonly<Record<string, number>>;
  /** The short name of a peer that others are held against in the same run. */
  readonly yardstick?: string;
}

/** Reads the log from one buffer. */
interface InMemory {
  readonly inMemory: (bytes: Buffer) => Answer;
}

/** Reads the log's file, as the command does it, and as the peers that read files themselves. */
interface FromFile {
  readonly fromFile: (path: string) => Answer | Promise<Answer>;
}

/** Our own reader, step by step, above the floor of any reader of lines. */
export const contenders: readonly Contender[] = [
  { name: 'floor: looking for line feeds only', run: { inMemory: countLineFeeds } },
  { name: 'reader: records', run: { inMemory: countRecords } },
  { name: 'reader + sessions, 1 MiB at a time', run: { fromFile: streamSessions }, bar: 450, moonshot: 700 },
  { name: 'reader + sessions, all kept, one buffer', run: { inMemory: keepSessions }, bar: 450, moonshot: 700 },
  { name: 'reader + sessions, failures named', run: { fromFile: nameFailures } },
  {
    name: 'full diagnosis: facts, rules, findings, activity',
    run: { fromFile: diagnoseAll },
    bar: 300,
    moonshot: 450,
    times: { udsv: 4, DuckDB: 2 },
  },
  { name: 'reader + sessions, 64 KiB at a time', run: { fromFile: (path) => countSessions(path, 64 * 1024) } },
];

function countLineFeeds(bytes: Buffer): Answer {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return { lines };
}

function countRecords(bytes: Buffer): Answer {
  let records = 0;
  const reader = new LineReader(
    {
      beginBytes: () => undefined,
      openSessions: () => undefined,
      roomToWait: Infinity,
      session: () => undefined,
      released: () => undefined,
      row: () => {
        records++;
      },
      endBytes: () => undefined,
      malformed: () => undefined,
    },
    'fast',
  );
  reader.startFile({ name: 'SEND.LOG' });
  reader.push(bytes);
  reader.endFile();
  return { records, lines: reader.counts.lines };
}

function streamSessions(path: string): Answer {
  return countSessions(path, 1024 * 1024);
}

function countSessions(path: string, portion: number): Answer {
  const found = { sessions: 0, records: 0, neverClosed: 0 };
  readInPortions(path, Buffer.allocUnsafeSlow(portion), (session) => {
    found.sessions++;
    found.records += session.recordCount;
    if (!session.closed) found.neverClosed++;
  });
  return found;
}

function keepSessions(bytes: Buffer): Answer {
  const { sessions, counts } = readSessions(bytes);
  return { sessions: sessions.length, records: counts.records, headers: counts.headers };
}

/** Looks at the rows that tell how a session ended, as a diagnosis does that has only healthy sessions to pass by. */
function nameFailures(path: string): Answer {
  const endings: Record<Ending, number> = {
    healthy: 0,
    'unknown-credentials': 0,
    'connect-timeout': 0,
    'relay-denied': 0,
    'logon-denied': 0,
  };
  readInPortions(path, scannableMemory(), (session) => endings[endingOf(session)]++);
  return { endings };
}

/** All that `mailflow diagnose` does with the sessions of a file, by the very code that it does it with. */
function diagnoseAll(path: string): Answer {
  const tally = new SessionsTally({ server: undefined, transcripts: false });
  readInPortions(
    path,
    scannableMemory(),
    (session) => {
      tally.addRaw(session);
    },
    () => {
      tally.endPart();
    },
  );
  const outcomes = tally.findings.outcomes();
  const certificates: Record<string, number> = {};
  for (const { rule, certificate, sessions } of tally.findings.findings()) {
    const { thumbprint } = certificate ?? {};
    if (rule === 'tls-unknown-credentials' && thumbprint) certificates[thumbprint] = (certificates[thumbprint] ?? 0) + sessions;
  }
  return {
    connectors: Object.fromEntries(tally.activity.connectors().map(({ connector, hours }) => [connector, hours])),
    certificates,
    endings: {
      healthy: outcomes.delivered ?? 0,
      'unknown-credentials': outcomes['tls-failed'] ?? 0,
      'connect-timeout': outcomes['connect-failed'] ?? 0,
      'relay-denied': outcomes.rejected ?? 0,
      'logon-denied': outcomes['auth-failed'] ?? 0,
    },
  };
}

const SIGNS: readonly { readonly ending: Ending; readonly event: number; readonly text: Buffer }[] = [
  { ending: 'unknown-credentials', event: INFORMATION, text: Buffer.from(',TLS negotiation failed with error UnknownCredentials') },
  { ending: 'connect-timeout', event: INFORMATION, text: Buffer.from(',"Failed to connect. Winsock error code: 10060') },
  { ending: 'logon-denied', event: INFORMATION, text: Buffer.from(',Inbound AUTH LOGIN failed because of LogonDenied') },
  { ending: 'relay-denied', event: SENT, text: Buffer.from('550 5.7.1 Unable to relay') },
];

function endingOf(session: RawSession): Ending {
  for (let record = 0; record < session.recordCount; record++) {
    const event = session.event(record);
    for (const sign of SIGNS)
      if (sign.event === event && standsAt(session.bytes(record), session.dataStart(record), sign.text)) return sign.ending;
  }
  return 'healthy';
}

function standsAt(bytes: Buffer, start: number, text: Buffer): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}

function readInPortions(path: string, memory: Buffer, onSession: (session: RawSession) => void, onPortion?: () => void): void {
  const reader = new SessionReader({ onSession, signs: TRIAGE_SIGNS });
  reader.startFile({ name: 'SEND.LOG' });
  const file = openSync(path, 'r');
  for (let part = nextPart(file, memory); part.grow(); part = nextPart(file, memory)) {
    reader.pushPart(part);
    onPortion?.();
  }
  closeSync(file);
  reader.end();
}

function nextPart(file: number, memory: Buffer): LogPart {
  return new LogPart(memory, (room) => readSync(file, room));
}
