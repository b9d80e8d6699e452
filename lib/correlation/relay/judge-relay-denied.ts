import type { Judge, Judgement } from '../judgement.js';
import { judgeConnector } from './judge-connector.js';
import { judgeDomain } from './judge-domain.js';

/** Whose domain the recipient's is, and whether the client came in where it should. Who the client is, the rule tells by its address. */
export const judgeRelayDenied: Judge = (failure, inventory) => {
  const judged: readonly (readonly [string, Judgement | undefined])[] = [
    ['domain-not-accepted', judgeDomain(failure, inventory)],
    ['recv-connector-mismatch', judgeConnector(failure, inventory)],
  ];
  return { causes: new Map(judged.flatMap(([id, judgement]) => (judgement === undefined ? [] : [[id, judgement] as const]))) };
};
