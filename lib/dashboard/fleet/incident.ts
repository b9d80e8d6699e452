import type { IncidentAnswer } from '../asking/answers.js';
import { visible } from '../parts/log-text.js';

export interface IncidentsAnswer {
  readonly incidents: readonly IncidentAnswer[];
  readonly nextLink: string | null;
}

/** Of a longer fact the beginning tells enough: it is a log's words. */
const MAX_CHARACTERS = 120;

/** What the findings of an incident have in common, short enough for a line. */
export function factOf({ keyFact }: IncidentAnswer): string {
  return visible(keyFact.length > MAX_CHARACTERS ? `${keyFact.slice(0, MAX_CHARACTERS)} …` : keyFact);
}
