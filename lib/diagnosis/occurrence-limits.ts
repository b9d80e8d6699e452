import type { Occurrence } from './finding.js';

/**
 * A finding keeps the words of its newest sessions, and they quote what strangers have sent, who may send megabytes. Texts that people write are shorter;
 * the log lines themselves stand in the session.
 */
export const MAX_TEXT_CHARACTERS = 4_000;

/** Things in one list: lines of evidence, names in a certificate, steps of a remedy. */
export const MAX_LISTED = 100;

/** The occurrence, with what is too long cut off. A command that is cut would be another command, so it is left out. */
export function withinLimits(occurrence: Occurrence): Occurrence {
  if (fits(occurrence)) return occurrence;
  const remedy = occurrence.remedy.map((step) => (fits(step.command) ? step : { ...step, command: null }));
  return cut({ ...occurrence, remedy }) as Occurrence;
}

function fits(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_TEXT_CHARACTERS;
  if (Array.isArray(value)) return value.length <= MAX_LISTED && value.every(fits);
  if (typeof value !== 'object' || value === null) return true;
  for (const name in value) if (!fits(value[name as keyof typeof value])) return false;
  return true;
}

/** A text of an occurrence, with what is too long cut off. */
export function withinText(text: string): string {
  return text.length <= MAX_TEXT_CHARACTERS ? text : `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…`;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return withinText(value);
  if (Array.isArray(value)) return value.slice(0, MAX_LISTED).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
}
