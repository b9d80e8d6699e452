import { diagnoseSession } from '../diagnosis/diagnose-session.js';
import type { Finding } from '../diagnosis/finding.js';
import { FindingsTally } from '../diagnosis/tally-findings.js';
import { Triage } from '../diagnosis/triage.js';
import { recogniseFormat } from '../log/format.js';
import type { MalformedLine } from '../log/record.js';
import { SessionReader } from '../log/session-reader.js';
import { CannotRead } from './cannot-read.js';
import type { DiagnosisSummary } from './diagnosis-summary.js';
import type { InputFile } from './find-inputs.js';
import { openInput } from './open-input.js';

/** What `mailflow diagnose` found. */
export interface Diagnosis {
  readonly summary: DiagnosisSummary;
  readonly findings: readonly Finding[];
  /** Files that could not be read, or are no protocol logs. */
  readonly unread: readonly CannotRead[];
  /** The first lines that could not be read. */
  readonly malformed: readonly MalformedLine[];
}

/** Malformed lines shown to a person. */
const MALFORMED_EXAMPLES = 5;

/**
 * Reads the files, group by group in the order given, and diagnoses every session. Memory is bounded by what is open at one moment, not by
 * the size of the files.
 */
export async function diagnoseInputs(groups: readonly (readonly InputFile[])[], server: string | undefined): Promise<Diagnosis> {
  const tally = new FindingsTally();
  const triage = new Triage();
  const malformed: MalformedLine[] = [];
  const unread: CannotRead[] = [];
  const counts = { files: 0, bytes: 0, records: 0, malformed: 0, sessions: 0 };

  for (const group of groups) {
    const reader = new SessionReader({
      onSession: (session) => {
        const plain = triage.plainOutcome(session);
        tally.add(plain === undefined ? diagnoseSession(session.decode(), { server }) : { outcome: plain, occurrence: undefined });
      },
      onMalformed: (line) => {
        if (malformed.length < MALFORMED_EXAMPLES) malformed.push(line);
      },
    });
    for (const file of group) {
      try {
        if (await readInto(reader, file)) counts.files += 1;
      } catch (error) {
        if (!(error instanceof CannotRead)) throw error;
        unread.push(error);
      }
    }
    reader.end();
    const { bytes, records, malformed: bad, sessions } = reader.counts;
    counts.bytes += bytes;
    counts.records += records;
    counts.malformed += bad;
    counts.sessions += sessions;
  }
  return { summary: { ...counts, outcomes: tally.outcomes() }, findings: tally.findings(), unread, malformed };
}

/** @returns false for a file that is no protocol log and was not asked for by name. */
async function readInto(reader: SessionReader, { path, named }: InputFile): Promise<boolean> {
  let started = false;
  for await (const block of openInput(path)) {
    if (!started) {
      const format = recogniseFormat(block);
      if (format.kind === 'unsupported') {
        if (!named) return false;
        throw new CannotRead(path, `it is ${format.name}, no SMTP protocol log of Exchange: ${format.why}`);
      }
      reader.startFile({ name: path });
      started = true;
    }
    reader.push(block);
  }
  if (started) reader.endFile();
  return true;
}
