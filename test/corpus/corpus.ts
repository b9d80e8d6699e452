import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainErrorText } from '../../lib/diagnosis/explain.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { recogniseFormat } from '../../lib/log/format.js';
import { readSessions } from '../../lib/log/read-sessions.js';

const FIXTURES = join(__dirname, '../fixtures');

/** A real log or error text, what should be found in it, and what is found. */
export interface CorpusCase {
  readonly name: string;
  readonly expected: readonly string[];
  readonly found: readonly string[];
  /** Findings of these severities in a healthy log are no alarm. */
  readonly quiet: readonly string[];
}

interface LogCase {
  readonly log: string;
  readonly expected: readonly string[];
}

interface TextCase {
  readonly source: string;
  readonly text: string;
  readonly expected: { readonly ids: readonly string[] };
}

/** All real logs, diagnosed. */
export function logCases(): readonly CorpusCase[] {
  return (fixture('cases.json') as LogCase[]).map(({ log, expected }) => {
    const bytes = readFileSync(join(FIXTURES, 'logs', log));
    if (recogniseFormat(bytes).kind === 'unsupported') return { name: log, expected, found: ['unsupported-log-format'], quiet: [] };
    const occurrences = readSessions(bytes, { file: log }).sessions.flatMap(
      (session) => diagnoseSession(session.decode()).occurrence ?? [],
    );
    const named = (severities: readonly string[]) => [
      ...new Set(occurrences.filter(({ severity }) => severities.includes(severity)).map(({ rule }) => rule)),
    ];
    return { name: log, expected, found: named(['blocker', 'degraded', 'per-message', 'security']), quiet: named(['info']) };
  });
}

/** All real error texts, explained. */
export function textCases(): readonly CorpusCase[] {
  return (fixture('lasterrors.json') as TextCase[]).map(({ source, text, expected }) => {
    const rule = explainErrorText(text).found?.rule.id;
    return { name: source, expected: expected.ids, found: rule === undefined ? [] : [rule], quiet: [] };
  });
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'));
}
