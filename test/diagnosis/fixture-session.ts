import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSessions } from '../../lib/log/read-sessions.js';
import type { LogSession } from '../../lib/log/record.js';

const FOLDER = join(__dirname, '../fixtures/logs');

/** The bytes of a real log. */
export function fixtureLog(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** All sessions of a real log. */
export function fixtureSessions(name: string): readonly LogSession[] {
  return readSessions(fixtureLog(name), { file: name }).sessions.map((session) => session.decode());
}

/** One session of a real log: the one with this id, or the only one. */
export function fixtureSession(name: string, sessionId?: string): LogSession {
  const [session, ...others] = fixtureSessions(name).filter((candidate) => sessionId === undefined || candidate.sessionId === sessionId);
  if (session === undefined || others.length > 0) throw new Error(`${name} does not hold exactly one such session.`);
  return session;
}
