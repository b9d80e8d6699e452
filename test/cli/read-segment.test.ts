import { readSegment } from '../../lib/cli/diagnose/read-segment.js';
import { log, row, SEND_HEADER } from '../log/log-lines.js';
import { ownFolder } from './diagnosing.js';

const MIB = 1024 * 1024;

const folder = ownFolder();

describe('a segment of files that one thread reads', () => {
  it('keeps a few megabytes apart at the most of sessions that have lost their first row, and judges the others at once', async () => {
    const data = `>,${'X'.repeat(MIB)},`;
    const files = Array.from({ length: 24 }, (_, at) => {
      const id = at.toString(16).toUpperCase().padStart(16, '0');
      const path = folder.write(
        `SEND20190528${String(at).padStart(2, '0')}-1.LOG`,
        log(...SEND_HEADER, row(1, data, id), row(2, '-,,Local', id)),
      );
      return { path, named: true };
    });
    const { crossing, outcomes } = await readSegment({ files, server: undefined, transcripts: false }, () => undefined);
    const judged = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    expect(crossing.length).toBeGreaterThan(0);
    expect(crossing.length).toBeLessThanOrEqual(16);
    expect(crossing.length + judged).toBe(24);
  });
});
