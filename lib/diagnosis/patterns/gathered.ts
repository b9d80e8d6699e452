import type { Finding } from '../finding.js';

/** A finding that takes the place of many: together they say what none of them can say alone. */
export interface GatheredFinding extends Finding {
  /** What it stands for, by id. */
  readonly members: readonly Finding[];
}

/** The findings that this one stands for; none for one that stands for itself. */
export function membersOf(finding: Finding): readonly Finding[] {
  return 'members' in finding ? (finding as GatheredFinding).members : [];
}
