import type { Likelihood, RemedyStep, Severity } from '../diagnosis/rule.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Circumstances } from './correlated.js';
import type { Failure } from './failure.js';
import type { ToldBy } from './told-by.js';

/** What the evidence says of one cause. It takes the place of the rule's own opinion, which rests on a single session. */
export interface Judgement {
  readonly likelihood: Likelihood;
  readonly why: string;
  readonly toldBy: readonly ToldBy[];
}

/** What the evidence says of a failure. */
export interface Judged {
  /** By the cause's id; an id that the rule does not name is a cause that only the inventory can know. */
  readonly causes: ReadonlyMap<string, Judgement>;
  /** Where the rule's own remedy would not help. */
  readonly remedy?: readonly RemedyStep[];
  /** Where the evidence shows that less stands still than the rule must assume. */
  readonly severity?: Severity;
}

export const NOTHING_TO_SAY: Judged = { causes: new Map() };

/** Holds the failures of one rule against the evidence. */
export type Judge = (failure: Failure, inventory: Inventory, circumstances: Circumstances) => Judged;
