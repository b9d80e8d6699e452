import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { ConnectorActivity } from '../../diagnosis/connector-activity.js';
import type { Finding } from '../../diagnosis/finding.js';
import { gatherShutPorts } from '../../diagnosis/patterns/outbound-port-shut.js';
import type { LogSession, MalformedLine } from '../../log/record.js';
import { beginningsOf, type Beginning } from './beginning.js';
import { cutIntoSegments } from './cut-segments.js';
import type { DiagnosisSummary } from './diagnosis-summary.js';
import type { InputFile } from './find-inputs.js';
import { GroupResult } from './group-result.js';
import { lastDeliveredOutside, newestOf } from './healthy-sessions.js';
import { keepNewest, MALFORMED_EXAMPLES, readSegment, SessionsTally, type Segment, type Transcript } from './read-segment.js';
import { recoveryOf, severityAfter, type Recovery } from './recovery.js';

/** What `mailflow diagnose` found. */
export interface Diagnosis {
  readonly summary: DiagnosisSummary;
  /** Worst first; those that one pattern explains are gathered in one. */
  readonly findings: readonly Finding[];
  readonly connectors: readonly ConnectorActivity[];
  /** By finding, where a healthy session stands before its first failure. */
  readonly beginnings: ReadonlyMap<string, Beginning>;
  /** By finding, where mail was delivered again after its last failure. */
  readonly recoveries: ReadonlyMap<string, Recovery>;
  /** By finding; only where asked for. */
  readonly transcripts: ReadonlyMap<string, Transcript>;
  /** Files that could not be read, or are no protocol logs. */
  readonly unread: readonly { readonly path: string; readonly message: string }[];
  /** The first lines that could not be read. */
  readonly malformed: readonly MalformedLine[];
}

export interface DiagnoseInputsOptions {
  readonly server?: string | undefined;
  readonly transcripts?: boolean;
  /** Worker threads; without it as many as there are processors, where the logs are large enough to be worth it. */
  readonly workers?: number;
  readonly onProgress?: (progress: { readonly bytes: number; readonly of: number }) => void;
}

/** Below this, starting threads and moving results costs more than it saves: measured, two threads pay above about 1 GB on a cold start. */
const WORTH_A_THREAD_BYTES = 256 * 1024 * 1024;

/**
 * Reads the files, group by group, and diagnoses every session. Large groups are cut into segments of whole files that threads read at once; the
 * sessions that cross from one to the next are put together as soon as both were read.
 */
export async function diagnoseInputs(groups: readonly (readonly InputFile[])[], options: DiagnoseInputsOptions = {}): Promise<Diagnosis> {
  const { server, transcripts = false, onProgress } = options;
  const sized = await Promise.all(groups.map((files) => Promise.all(files.map(async (file) => ({ file, bytes: await sizeOf(file) })))));
  const of = sized.flat().reduce((sum, { bytes }) => sum + bytes, 0);
  const workers = options.workers ?? (of >= WORTH_A_THREAD_BYTES ? availableParallelism() : 1);

  let read = 0;
  const onBytes = (bytes: number) => {
    read += bytes;
    onProgress?.({ bytes: Math.min(read, of), of });
  };
  const found = cutIntoSegments(sized, workers).map((parts) => {
    const segments = parts.map((files): Segment => ({ files, server, transcripts }));
    return new GroupResult(segments, { server, transcripts });
  });
  if (workers > 1) await readWithThreads(found, workers, onBytes);
  else await readInTurn(found, onBytes);
  return conclude(found, { server, transcripts });
}

/** Each group is one segment: what is not whole there is whole nowhere, and need not be kept. */
async function readInTurn(groups: readonly GroupResult[], onBytes: (bytes: number) => void): Promise<void> {
  for (const group of groups) {
    const onCrossing = (session: LogSession) => {
      group.judge([session]);
    };
    for (const [at, segment] of group.segments.entries()) group.take(at, await readSegment(segment, onBytes, onCrossing));
  }
}

async function readWithThreads(groups: readonly GroupResult[], threads: number, onBytes: (bytes: number) => void): Promise<void> {
  const { WorkerPool } = await import('./worker-pool.js');
  const pool = new WorkerPool(threads);
  const read = async (group: GroupResult, segment: Segment, at: number) => {
    group.take(at, await pool.read(segment, onBytes));
  };
  try {
    await Promise.all(groups.flatMap((group) => group.segments.map((segment, at) => read(group, segment, at))));
  } finally {
    await pool.close();
  }
}

function conclude(groups: readonly GroupResult[], options: Pick<Segment, 'server' | 'transcripts'>): Diagnosis {
  const tally = new SessionsTally(options);
  for (const group of groups) group.end();
  const crossing = groups.map((group) => group.crossing.result());
  const results = groups.flatMap((group) => group.results);
  for (const { outcomes, tallies, activity, transcripts, span } of [...results, ...crossing]) {
    tally.span.takeAll(span);
    tally.findings.addAll(outcomes, tallies);
    tally.activity.addAll(activity);
    for (const [finding, transcript] of transcripts) keepNewest(tally.transcripts, finding, transcript);
  }
  const sum = (count: (result: (typeof results)[number]) => number) => results.reduce((total, result) => total + count(result), 0);
  const outcomes = tally.findings.outcomes();
  const crossed = crossing.map(({ beginnings }) => beginnings);
  const delivered = [
    ...groups.map((group) => newestOf(group.results.map(({ beginnings }) => beginnings.healthy))),
    ...crossed.map(({ healthy }) => healthy),
  ];
  const found = tally.findings.findings();
  const recoveries = new Map<string, Recovery>();
  for (const finding of found) {
    const recovery = recoveryOf(finding, delivered);
    if (recovery !== undefined) recoveries.set(finding.id, recovery);
  }
  const findings = gatherShutPorts(
    found.map((finding) => ({ ...finding, severity: severityAfter(finding, recoveries.get(finding.id)) })),
    (connector) => lastDeliveredOutside(delivered, connector),
  );
  return {
    summary: {
      files: sum(({ files }) => files),
      otherFiles: addedUp(results.map(({ otherFiles }) => otherFiles)),
      bytes: sum(({ bytes }) => bytes),
      records: sum(({ records }) => records),
      malformed: sum(({ malformed }) => malformed),
      sessions: Object.values(outcomes).reduce((total, count) => total + count, 0),
      outcomes,
      firstRecordAt: isoTime(tally.span.first),
      lastRecordAt: isoTime(tally.span.last),
    },
    findings,
    beginnings: beginningsOf([...results.map((result) => result.beginnings), ...crossed]),
    recoveries,
    connectors: tally.activity.connectors(),
    transcripts: tally.transcripts,
    unread: results.flatMap(({ unread }) => unread),
    malformed: results.flatMap(({ malformedExamples }) => malformedExamples).slice(0, MALFORMED_EXAMPLES),
  };
}

function addedUp(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts.flatMap(Object.entries<number>)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

function isoTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** Standard input has no size to know beforehand. */
async function sizeOf({ path }: InputFile): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
