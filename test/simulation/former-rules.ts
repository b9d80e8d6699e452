import type { Rule } from '../../lib/diagnosis/rule.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import type { SeededRandom } from '../bench/seeded-random.js';

const WAYS = ['same', 'same', 'unknown', 'other words', 'lumped together', 'taken for another'] as const;

/**
 * Rules as they may have been before: some failures were not known yet, some were told in other words or with another severity, some were not told apart
 * by what tells them apart today, some were taken for others, and which of two is the cause was seen otherwise.
 */
export function formerRules(random: SeededRandom): readonly Rule[] {
  const former = RULES.flatMap((rule): readonly Rule[] => {
    switch (random.oneOf(WAYS)) {
      case 'same':
        return [rule];
      case 'unknown':
        return [];
      case 'other words':
        return [{ ...judgedBy(rule, (verdict) => ({ ...verdict, sentence: `Formerly: ${verdict.sentence}` })), severity: 'info' }];
      case 'lumped together':
        return [judgedBy(rule, (verdict) => ({ ...verdict, keyFact: 'all of them' }))];
      case 'taken for another':
        return [{ ...rule, id: RULES[random.between(0, RULES.length - 1)]?.id ?? rule.id }];
    }
  });
  return random.happens(0.5) ? former : former.toReversed();
}

type Verdict = NonNullable<ReturnType<Rule['judge']>>;

function judgedBy(rule: Rule, otherwise: (verdict: Verdict) => Verdict): Rule {
  return {
    ...rule,
    judge(session) {
      const verdict = rule.judge(session);
      return verdict && otherwise(verdict);
    },
  };
}
