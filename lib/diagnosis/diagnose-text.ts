import { Buffer } from 'node:buffer';
import { readSessions } from '../log/read-sessions.js';
import { diagnoseSession } from './diagnose-session.js';
import { explainErrorText, type Explanation } from './explain.js';
import type { Finding } from './finding.js';
import type { Outcome } from './outcome.js';
import { FindingsTally } from './tally-findings.js';

/** What a pasted text is found to be, and to say: lines of a protocol log, or an error text. */
export type DiagnosedText = DiagnosedLog | { readonly kind: 'error-text'; readonly explanation: Explanation };

export interface DiagnosedLog {
  readonly kind: 'log';
  readonly records: number;
  /** Lines that could not be read. */
  readonly malformed: number;
  readonly sessions: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

/** How a pasted excerpt is called where evidence names its file. */
const EXCERPT = 'excerpt';

/**
 * Diagnoses what somebody pasted. A single line that reads as a record makes it a log; without any it is the text of an error: a queue's LastError, a
 * non-delivery report, a message trace.
 */
export function diagnoseText(text: string): DiagnosedText {
  const { sessions, counts } = readSessions(Buffer.from(text), { file: EXCERPT });
  if (counts.records === 0) return { kind: 'error-text', explanation: explainErrorText(text) };
  const tally = new FindingsTally();
  for (const session of sessions) tally.add(diagnoseSession(session.decode()));
  const { records, malformed } = counts;
  return { kind: 'log', records, malformed, sessions: sessions.length, outcomes: tally.outcomes(), findings: tally.findings() };
}
