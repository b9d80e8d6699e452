import { readdirSync } from 'node:fs';
import { diagnoseSession } from '../../../lib/diagnosis/diagnose-session.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { LIKELIHOODS, SEVERITIES } from '../../../lib/diagnosis/rule.js';
import { RULES } from '../../../lib/diagnosis/rules/index.js';
import { sessionIn } from '../session-in.js';
import { examplesOf, RULES_FOLDER } from './examples-of.js';

describe('the catalogue of rules', () => {
  const files = readdirSync(RULES_FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));

  it('has every id once', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists every rule that stands in the folder, and each has its examples beside it', () => {
    const names = files.map((path) => path.split('/').at(-1));
    const withExamples = names.filter((name) => name?.endsWith('.examples.ts') === true).sort();
    expect(withExamples).toEqual(RULES.map(({ id }) => `${id}.examples.ts`).sort());
    expect(names).toEqual(expect.arrayContaining(RULES.map(({ id }) => `${id}.ts`)));
  });

  describe.each(RULES)('$id', (rule) => {
    const examples = examplesOf(rule);

    it('says what it looks for, how bad it is, and where that is documented', () => {
      expect(rule.title).toMatch(/\S/);
      expect(rule.looksFor).toMatch(/\S/);
      expect(SEVERITIES).toContain(rule.severity);
      expect(rule.references.length).toBeGreaterThan(0);
      for (const { url } of rule.references) expect(url).toMatch(/^https:\/\/(learn\.microsoft\.com|www\.rfc-editor\.org)\//);
    });

    it('has examples where it speaks and examples where it stays silent', () => {
      expect(examples.rule).toBe(rule.id);
      expect(examples.speaks.length).toBeGreaterThan(0);
      expect(examples.staysSilent.length).toBeGreaterThan(0);
    });

    it.each(examples.speaks)('speaks when $told', ({ log, evidence, keyFact }) => {
      const verdict = rule.judge(factsOf(sessionIn(log)));
      expect(verdict?.evidence.map(({ source }) => source.line)).toEqual(evidence);
      expect(verdict?.keyFact).toBe(keyFact);
    });

    it.each(examples.speaks)('is the first to speak when $told', ({ log }) => {
      expect(diagnoseSession(sessionIn(log)).occurrence?.rule).toBe(rule.id);
    });

    it.each(examples.speaks)('gives causes and a remedy when $told', ({ log }) => {
      const verdict = rule.judge(factsOf(sessionIn(log)));
      expect(verdict?.sentence).toMatch(/\.$|\d/);
      expect(verdict?.causes.length).toBeGreaterThan(0);
      for (const { likelihood, why } of verdict?.causes ?? []) {
        expect(LIKELIHOODS).toContain(likelihood);
        expect(why).toMatch(/\S/);
      }
      const remedy = verdict?.remedy ?? [];
      expect(remedy.some(({ command }) => command !== null)).toBe(true);
      expect(remedy.some(({ verify }) => verify !== null)).toBe(true);
      for (const { command } of remedy) expect(command ?? '').not.toMatch(/-Force\b|undefined|null/);
    });

    it.each(examples.staysSilent)('stays silent when $told, because $because', ({ log }) => {
      expect(rule.judge(factsOf(sessionIn(log)))).toBeUndefined();
    });
  });
});
