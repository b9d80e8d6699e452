import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSessions } from '../../lib/log/read-sessions.js';
import { contenders } from './contenders.js';
import { generateLog } from './log-generator.js';
import { differences } from './truth.js';

describe('a generated log', () => {
  const { bytes, truth } = generateLog({ megabytes: 2, seed: 7 });

  it('is the same for the same seed, and another for another', () => {
    expect(generateLog({ megabytes: 2, seed: 7 }).bytes.equals(bytes)).toBe(true);
    expect(generateLog({ megabytes: 2, seed: 8 }).bytes.equals(bytes)).toBe(false);
  });

  it('holds what it says: the reader counts the same', () => {
    const { sessions, malformed, counts } = readSessions(bytes);
    expect(malformed).toEqual([]);
    expect(counts).toMatchObject({ lines: truth.lines, headers: truth.headers, records: truth.records, sessions: truth.sessions });
    expect(sessions.filter(({ closed }) => !closed)).toHaveLength(truth.neverClosed);
    expect(sessions.every(({ begun }) => begun)).toBe(true);
  });

  it('is like that of a real server: nearly all sessions are healthy, some fail in each way', () => {
    const { healthy, ...failures } = truth.endings;
    expect(healthy / truth.sessions).toBeGreaterThan(0.95);
    for (const count of Object.values(failures)) expect(count).toBeGreaterThan(0);
  });

  it.each(contenders.map(({ name, run }) => [name, run] as const))('is read rightly by the benchmark’s “%s”', async (_, run) => {
    const folder = mkdtempSync(join(tmpdir(), 'mailflow-generated-'));
    const path = join(folder, 'SEND.LOG');
    writeFileSync(path, bytes);
    if (typeof run === 'string') throw new Error(run);
    expect(differences('inMemory' in run ? run.inMemory(bytes) : await run.fromFile(path), truth)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
