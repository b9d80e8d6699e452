import type { RemedyDraft, RemedyStep } from '../diagnosis/rule.js';

/** A complete step of a draft: what does not apply is `null`. */
export function remedyStep(draft: RemedyDraft): RemedyStep {
  return { command: null, caution: null, verify: null, undo: null, ...draft };
}
