import { diagnoseSession } from '../../diagnosis/diagnose-session.js';
import type { Tally } from '../../diagnosis/finding.js';
import { ActivityTally, type ConnectorActivity } from '../../diagnosis/connector-activity.js';
import type { Outcome } from '../../diagnosis/outcome.js';
import { Span } from '../../diagnosis/span.js';
import { FindingsTally } from '../../diagnosis/tally-findings.js';
import { Triage } from '../../diagnosis/triage.js';
import { TRIAGE_SIGNS } from '../../diagnosis/triage/signs.js';
import { recogniseFormat, type RecognisedFormat } from '../../log/format.js';
import type { RawSession } from '../../log/raw-session.js';
import type { LogSession, MalformedLine } from '../../log/record.js';
import { SessionReader } from '../../log/session-reader.js';
import { noteFailure, type FirstFailure, type SegmentBeginnings } from './beginning.js';
import { CannotRead } from './cannot-read.js';
import type { InputFile } from './find-inputs.js';
import { HealthySessions } from './healthy-sessions.js';
import { openInput, STANDARD_INPUT, withPartMemory } from './open-input.js';

/** Files of one stream that follow one another: what one worker reads. */
export interface Segment {
  readonly files: readonly InputFile[];
  readonly server: string | undefined;
  /** Keep the rows of the newest session of each finding. */
  readonly transcripts: boolean;
}

/** The rows of a session that a finding shows whole. */
export interface Transcript {
  readonly at: string;
  readonly sessionId: string;
  readonly lines: readonly string[];
}

/** What sessions add up to. Plain data: it crosses from a worker to the main thread. */
export interface SessionsSum {
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly tallies: readonly Tally[];
  readonly activity: readonly ConnectorActivity[];
  /** From the first session's beginning to the last one's end. */
  readonly span: Pick<Span, 'first' | 'last'>;
  readonly transcripts: ReadonlyMap<string, Transcript>;
  readonly beginnings: SegmentBeginnings;
}

/** What was found in a segment, of the sessions that it holds whole. */
export interface SegmentResult extends SessionsSum {
  readonly files: number;
  /** Files of a folder that are no protocol logs, by what they are. */
  readonly otherFiles: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly records: number;
  readonly malformed: number;
  /** Sessions that began before the segment or go on behind it, or whose first or last row the log has lost. */
  readonly crossing: readonly LogSession[];
  readonly malformedExamples: readonly MalformedLine[];
  readonly unread: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Sessions that are kept to be joined with those of the next segment. Some hundred are open at any moment; more come from a log that has lost its
 * closing rows, and then each is judged on what is there.
 */
const MAX_CROSSING = 5_000;

/** Bytes of their lines. Decoded and judged they take some ten times as much; ordinary sessions that are open at one moment take a few megabytes. */
const MAX_CROSSING_BYTES = 16 * 1024 * 1024;

/** Malformed lines shown to a person. */
export const MALFORMED_EXAMPLES = 5;

/** Adds up sessions: what is beyond doubt by its bytes, the rest by the rules. */
export class SessionsTally {
  readonly findings = new FindingsTally();
  readonly activity = new ActivityTally();
  readonly transcripts = new Map<string, Transcript>();
  readonly failures = new Map<string, FirstFailure>();
  readonly healthy = new HealthySessions();
  readonly span = new Span();
  readonly #triage = new Triage();

  constructor(private readonly options: Pick<Segment, 'server' | 'transcripts'>) {}

  /** Adds a session whose bytes stay until {@link SessionsTally.endPart}. */
  addRaw(session: RawSession): void {
    const plain = this.#triage.judge(session);
    if (plain !== undefined) {
      this.findings.add({ outcome: plain.outcome, occurrence: undefined });
      this.activity.add(plain);
      this.span.take(plain.startedAt, plain.startedAt + plain.duration);
    }
    const outcome = plain?.outcome ?? this.add(session.decode());
    // What was never closed is told at the log's end, and may be old.
    if (outcome === 'delivered' && session.closed) this.healthy.remember(session);
  }

  /** Says that a part of the log was read: nothing keeps its bytes any more. */
  endPart(): void {
    this.healthy.settle();
  }

  /** @returns what became of the session. */
  add(session: LogSession): Outcome {
    const { facts, outcome, failure } = diagnoseSession(session, { server: this.options.server });
    const finding = this.findings.count({ outcome, failure });
    const { connector, direction } = session;
    const { startedAt, endedAt, tls } = facts;
    this.span.take(startedAt, endedAt);
    this.activity.add({ connector, direction, outcome, tlsVersion: tls?.version, startedAt, duration: endedAt - startedAt });
    if (failure === undefined || finding === undefined) return outcome;
    const { at, sessionId } = failure;
    noteFailure(this.failures, finding, at, session, this.healthy);
    if (!this.options.transcripts) return outcome;
    keepNewest(this.transcripts, finding, { at, sessionId, lines: session.records.map(({ text }) => text) });
    return outcome;
  }

  result(): SessionsSum {
    const { findings, activity, span, transcripts, failures, healthy } = this;
    return {
      outcomes: findings.outcomes(),
      tallies: [...findings.tallies().values()],
      activity: activity.connectors(),
      span: { first: span.first, last: span.last },
      transcripts,
      beginnings: { failures, healthy: healthy.newest },
    };
  }
}

/** Keeps the newer of two transcripts of a finding. */
export function keepNewest(transcripts: Map<string, Transcript>, finding: string, transcript: Transcript): void {
  const kept = transcripts.get(finding);
  if (kept === undefined || transcript.at > kept.at || (transcript.at === kept.at && transcript.sessionId < kept.sessionId))
    transcripts.set(finding, transcript);
}

/**
 * Reads the files of a segment in their order and diagnoses every session that they hold whole. Memory is bounded by what is open at one moment.
 *
 * @param onCrossing takes the sessions that are not whole; without it they are kept for the result
 */
export async function readSegment(
  segment: Segment,
  onBytes: (bytes: number) => void,
  onCrossing?: (session: LogSession) => void,
): Promise<SegmentResult> {
  const tally = new SessionsTally(segment);
  const crossing: LogSession[] = [];
  const malformedExamples: MalformedLine[] = [];
  const unread: { path: string; message: string }[] = [];
  const otherFiles: Record<string, number> = {};
  let files = 0;
  let crossingBytes = 0;
  const reader = new SessionReader({
    signs: TRIAGE_SIGNS,
    onSession: (session) => {
      const whole = session.begun && session.closed;
      const hasRoom = crossing.length < MAX_CROSSING && crossingBytes + session.byteLength <= MAX_CROSSING_BYTES;
      if (whole || session.abandoned || !hasRoom) tally.addRaw(session);
      else if (onCrossing !== undefined) onCrossing(session.decode());
      else {
        crossing.push(session.decode());
        crossingBytes += session.byteLength;
      }
    },
    onMalformed: (line) => {
      if (malformedExamples.length < MALFORMED_EXAMPLES) malformedExamples.push(line);
    },
  });
  const onPart = (bytes: number) => {
    tally.endPart();
    onBytes(bytes);
  };
  await withPartMemory(async (memory) => {
    for (const file of segment.files) {
      try {
        const format = await readInto(reader, file, memory, onPart);
        if (format.kind === 'smtp-protocol-log') files += 1;
        else otherFiles[format.name] = (otherFiles[format.name] ?? 0) + 1;
      } catch (error) {
        if (!(error instanceof CannotRead)) throw error;
        unread.push({ path: error.path, message: error.message });
      }
    }
  });
  reader.end();
  const { bytes, records, malformed } = reader.counts;
  return {
    files,
    otherFiles,
    bytes,
    records,
    malformed,
    ...tally.result(),
    crossing,
    malformedExamples,
    unread,
  };
}

/** @returns what the file is; it is read if it is a protocol log. */
async function readInto(
  reader: SessionReader,
  { path, named }: InputFile,
  memory: Buffer,
  onPart: (bytes: number) => void,
): Promise<RecognisedFormat> {
  let started = false;
  for await (const part of openInput(path, memory)) {
    if (!started) {
      const format = recogniseFormat(part.bytes);
      if (format.kind === 'unsupported' && !named) return format;
      refuseOther(path, format);
      reader.startFile({ name: path });
      started = true;
    }
    reader.pushPart(part);
    onPart(part.bytes.length);
  }
  if (started) reader.endFile();
  // An empty log in a folder tells nothing; one that was asked for by name is a copy that went wrong, and no proof of health.
  else if (named) refuseOther(path, recogniseFormat(Buffer.alloc(0)));
  return { kind: 'smtp-protocol-log' };
}

/** @throws CannotRead when the first bytes are no protocol log: says what they are, and what to do. */
function refuseOther(path: string, format: RecognisedFormat): void {
  if (format.kind === 'smtp-protocol-log') return;
  const input = path === STANDARD_INPUT ? 'standard input' : path;
  throw new CannotRead(input, `this is no SMTP protocol log of Exchange (${format.name}). ${format.why.replace(/\.$/, '')}`);
}
