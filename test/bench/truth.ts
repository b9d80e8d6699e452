import { isDeepStrictEqual } from 'node:util';
import type { Truth } from './log-generator.js';

/** What a contender found out; each says what it can. */
export type Answer = Partial<Truth>;

/** In what an answer differs from what the log was made of. */
export function differences(answer: Answer, truth: Truth): string[] {
  return Object.entries(answer).flatMap(([name, found]) => {
    const wanted: unknown = truth[name as keyof Truth];
    return isDeepStrictEqual(found, wanted) ? [] : [`${name} ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  });
}
