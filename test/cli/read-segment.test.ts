import { readSegment } from '../../lib/cli/diagnose/read-segment.js';
import { log, row, SEND_HEADER } from '../log/log-lines.js';
import { ownFolder } from './diagnosing.js';

const MIB = 1024 * 1024;

const folder = ownFolder();

/** Sessions of a megabyte each that have lost their first row, a log for each. */
function unwholeSessions(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const id = at.toString(16).toUpperCase().padStart(16, '0');
    const path = folder.write(
      `SEND20190528${String(at).padStart(2, '0')}-1.LOG`,
      log(...SEND_HEADER, row(1, `>,${'X'.repeat(MIB)},`, id), row(2, '-,,Local', id)),
    );
    return { path, named: true };
  });
}

describe('a segment of files that one thread reads', () => {
  it('keeps a few megabytes apart at the most of sessions that have lost their first row, and judges the others at once', async () => {
    const segment = { files: unwholeSessions(24), server: undefined, transcripts: false };
    const { crossing, outcomes } = await readSegment(segment, () => undefined);
    const judged = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    expect(crossing.length).toBeGreaterThan(0);
    expect(crossing.length).toBeLessThanOrEqual(16);
    expect(crossing.length + judged).toBe(24);
  });

  it('keeps none of them where they are taken at once', async () => {
    const taken: string[] = [];
    const segment = { files: unwholeSessions(3), server: undefined, transcripts: false };
    const { crossing } = await readSegment(
      segment,
      () => undefined,
      ({ sessionId }) => void taken.push(sessionId),
    );
    expect(crossing).toEqual([]);
    expect(taken).toHaveLength(3);
  });
});
