import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { PARTS } from '../../../lib/diagnosis/parts.js';
import { RULES } from '../../../lib/diagnosis/rules/index.js';
import { sessionIn } from '../session-in.js';
import { examplesOf } from './examples-of.js';

/** The causes that a rule gives over all its examples. */
function causesOf(id: string): readonly string[] {
  const rule = RULES.find((known) => known.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return examplesOf(rule).speaks.flatMap(({ log }) => rule.judge(factsOf(sessionIn(log)))?.causes.map((cause) => cause.id) ?? []);
}

describe('the failures that have a name and no rule of their own', () => {
  const ids = PARTS.map(({ id }) => id);

  it('are listed by name, each once, and none of them is a rule', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(RULES.filter(({ id }) => ids.includes(id))).toEqual([]);
  });

  it.each(PARTS.flatMap(({ id, rules }) => rules.map((rule) => [id, rule] as const)))('%s is a cause that %s weighs', (id, rule) => {
    expect(causesOf(rule)).toContain(id);
  });

  it.each([
    'auth-bruteforce',
    'connect-no-banner',
    'dns-mx-wrong',
    'tarpit',
    'tls-plaintext-fallback',
    'back-pressure-tarpit',
    'edge-recipient-validation-bug',
    'recv-connector-mismatch',
    'recv-exo-range-blocked',
    'send-concurrency-limit',
  ])('%s of the failure catalogue is found by its name', (id) => {
    expect([...RULES.map((rule) => rule.id), ...ids]).toContain(id);
  });
});
