import { HealthySessions, pair } from '../../lib/cli/diagnose/healthy-sessions.js';
import { printHealthy, printSummary } from '../../lib/cli/diagnose/print-summary.js';
import { SessionReader } from '../../lib/log/session-reader.js';

function session(id: string, words: string): string {
  const row = (sequence: number, rest: string) =>
    `2024-05-14T09:30:0${sequence}.000Z,Internet,${id},${sequence},192.0.2.10:40000,198.51.100.80:25,${rest}\r\n`;
  return row(0, '+,,') + row(1, `>,${words},`) + row(2, '-,,Local');
}

describe('the healthy sessions that findings are held against', () => {
  const key = pair('Internet', { address: '198.51.100.80' });

  it('keep their lines when the next block of the log is read into the same memory', () => {
    const healthy = new HealthySessions();
    const reader = new SessionReader({
      onSession: (read) => {
        healthy.remember(read);
      },
    });
    reader.startFile({ name: 'SEND.LOG' });
    const memory = Buffer.from(session('08DC73F0A1B20001', 'EHLO first') + session('08DC73F0A1B20002', 'EHLO second'));
    reader.push(memory);
    expect(Buffer.from(healthy.get(key) ?? []).toString()).toContain('EHLO second');
    healthy.settle();
    memory.fill('x');
    expect(Buffer.from(healthy.get(key) ?? []).toString()).toContain('EHLO second');
    expect([...healthy.newest.keys()]).toEqual([key]);
  });
});

const NOTHING_READ = {
  files: 0,
  otherFiles: {},
  bytes: 0,
  records: 0,
  malformed: 0,
  sessions: 0,
  outcomes: {},
  firstRecordAt: null,
  lastRecordAt: null,
};

describe('the summary of what was read', () => {
  it('says over what time the logs reach: what is older is not in them', () => {
    const read = { ...NOTHING_READ, firstRecordAt: '2019-05-28T15:07:00.326Z', lastRecordAt: '2019-05-28T16:00:00.000Z' };
    expect(printSummary(read)).toContain('They reach from 2019-05-28 15:07:00 UTC to 2019-05-28 16:00:00 UTC.');
    expect(printSummary(NOTHING_READ)).not.toContain('They reach');
  });

  it('says of a healthy log what no finding is made of, and what cannot be seen', () => {
    expect(printHealthy({ outcomes: { delivered: 3, idle: 1 } })).toBe('Nothing found: no session in these logs failed.');
    expect(printHealthy({ outcomes: { rejected: 1, dropped: 1, open: 2 } }).split('\n')).toEqual([
      'Nothing found: 2 sessions ended in a refusal or early, and none of them shows a fault.',
      '2 sessions are not whole in these logs: what became of them cannot be seen.',
    ]);
  });

  it.each([
    [0, 'Read 0 files, 0 bytes'],
    [999, 'Read 999 files, 999 bytes'],
    [1000, 'Read 1,000 files, 1,000 bytes'],
    [1234567, 'Read 1,234,567 files, 1,234,567 bytes'],
  ])('groups the digits of %s', (count, says) => {
    expect(printSummary({ ...NOTHING_READ, files: count, bytes: count })).toContain(says);
  });
});
