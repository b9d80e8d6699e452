import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import type { Occurrence } from '../../lib/diagnosis/finding.js';
import { fixtureSession } from './fixture-session.js';

const { occurrence: seed } = diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { server: 'EX01' });

/** The failure of the real outage that Mailflow began with. */
export function seedOccurrence(): Occurrence {
  if (seed === undefined) throw new Error('The seed is found.');
  return { ...seed, session: 'EX01~hub.smtp-send~08D6DB768B3F8C32~1f2e3d4c' };
}
