import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { explainErrorText } from '../../lib/diagnosis/explain.js';
import type { Occurrence } from '../../lib/diagnosis/finding.js';
import { LIKELIHOODS, type Cause } from '../../lib/diagnosis/rule.js';
import { recogniseFormat } from '../../lib/log/format.js';
import { readSessions } from '../../lib/log/read-sessions.js';

const FIXTURES = join(__dirname, '../fixtures');

/** A real log or error text, what should be found in it, and what is found. */
export interface CorpusCase {
  readonly name: string;
  readonly expected: readonly string[];
  readonly found: readonly string[];
  /** Those found that only inform: in a healthy log they are no alarm. */
  readonly quiet: readonly string[];
  /** The cause that should be held for the likeliest, and the one that is; `undefined` where nothing is wrong. */
  readonly expectedCause: string | undefined;
  readonly foundCause: string | undefined;
}

/** What is known of the failing session. */
interface Facts {
  readonly sessionId?: string;
  readonly connector?: string;
  readonly remoteIp?: string;
  readonly thumbprint?: string;
}

interface LogCase {
  readonly log: string;
  readonly expected: readonly string[];
  readonly cause?: string;
  readonly facts: Facts;
}

interface TextCase {
  readonly source: string;
  readonly text: string;
  readonly expected: { readonly ids: readonly string[]; readonly cause?: string };
}

/** All real logs, diagnosed. */
export function logCases(): readonly (CorpusCase & { readonly facts: Facts; readonly occurrences: readonly Occurrence[] })[] {
  return (fixture('cases.json') as LogCase[]).map(({ log, expected, cause, facts }) => {
    const bytes = readFileSync(join(FIXTURES, 'logs', log));
    if (recogniseFormat(bytes).kind === 'unsupported') {
      const found = ['unsupported-log-format'];
      return { name: log, expected, facts: {}, occurrences: [], found, quiet: [], expectedCause: cause, foundCause: undefined };
    }
    const occurrences = readSessions(bytes, { file: log }).sessions.flatMap(
      (session) => diagnoseSession(session.decode()).occurrence ?? [],
    );
    const rules = (of: readonly Occurrence[]) => [...new Set(of.map(({ rule }) => rule))];
    return {
      name: log,
      expected,
      facts,
      occurrences,
      found: rules(occurrences),
      quiet: rules(occurrences.filter(({ severity }) => severity === 'info')),
      expectedCause: cause,
      foundCause: likeliest(occurrences.find(({ rule }) => rule === expected[0])?.causes),
    };
  });
}

/** All real error texts, explained. */
export function textCases(): readonly CorpusCase[] {
  return (fixture('lasterrors.json') as TextCase[]).map(({ source, text, expected }) => {
    const { found } = explainErrorText(text);
    return {
      name: source,
      expected: expected.ids,
      found: found === undefined ? [] : [found.rule.id],
      quiet: [],
      expectedCause: expected.cause,
      foundCause: likeliest(found?.verdict.causes),
    };
  });
}

/** The cause that a reader meets first: of equally likely ones, that which the rule gives first. */
function likeliest(causes: readonly Cause[] | undefined): string | undefined {
  const ranked = causes?.toSorted((one, other) => LIKELIHOODS.indexOf(one.likelihood) - LIKELIHOODS.indexOf(other.likelihood));
  return ranked?.[0]?.id;
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'));
}
