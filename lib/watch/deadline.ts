import type { Deadline } from '../diagnosis/observation.js';
import { DAY } from './watch.js';

/** A date, and the narrowest of these notices that it lies within. @param notices days, the narrowest first */
export function deadlineAt(time: number, notices: readonly number[], now: number): Deadline {
  const withinDays = time <= now ? 0 : (notices.find((days) => time - now <= days * DAY) ?? Math.max(...notices));
  return { at: new Date(time).toISOString(), withinDays };
}
