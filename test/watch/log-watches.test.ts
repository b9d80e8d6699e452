import { logIncomplete } from '../../lib/watch/log-incomplete.js';
import { logTimesWrong } from '../../lib/watch/log-times-wrong.js';
import { DAY } from '../../lib/watch/watch.js';
import type { DatedLog, IncompleteLog, WatchedLogs } from '../../lib/watch/watched-logs.js';

const NOON = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;
const NOTHING: WatchedLogs = { incomplete: [], dated: [], arrived: [], followed: new Set(['EX01']) };

it('logs that are whole and rightly dated are no matter', () => {
  for (const watch of [logIncomplete, logTimesWrong]) expect(watch.observe(NOTHING)).toEqual([]);
});

describe('a log that is not complete', () => {
  const log = (name: string, changes: Partial<IncompleteLog> = {}): IncompleteLog => ({
    ...{ server: 'EX01', stream: 'hub/smtp-send', name, quarantined: 0 },
    gaps: [{ from: 100, to: 600, since: NOON - 180 * MINUTE }],
    ...changes,
  });
  const observe = (...incomplete: IncompleteLog[]) => logIncomplete.observe({ ...NOTHING, incomplete });

  it('is named with the offset from which bytes are missing, how many, and since when', () => {
    expect(observe(log('SEND2026030208-1.LOG'))).toMatchObject([
      {
        watch: 'log-incomplete',
        server: 'EX01',
        keyFact: 'hub/smtp-send',
        since: '2026-03-02T09:00:00.000Z',
        summary: expect.stringMatching(
          /^500 bytes of hub\/smtp-send on EX01 are missing since .* 09:00 UTC: SEND2026030208-1\.LOG from offset 100\./,
        ),
      },
    ]);
  });

  it('is one observation a stream, however many files and gaps it has', () => {
    const more = { gaps: [...log('x').gaps, { from: 700, to: 701, since: NOON - 300 * MINUTE }] };
    const observations = observe(
      ...['E', 'D', 'C', 'B'].map((name) => log(name)),
      log('A', more),
      log('A', { server: 'EX02' }),
      log('A', { stream: 'frontend/smtp-receive' }),
    );
    expect(observations.map(({ server, keyFact }) => `${server ?? ''} ${keyFact}`)).toEqual([
      'EX01 hub/smtp-send',
      'EX02 hub/smtp-send',
      'EX01 frontend/smtp-receive',
    ]);
    expect(observations[0]).toMatchObject({
      since: '2026-03-02T07:00:00.000Z',
      summary: expect.stringMatching(/^2501 bytes .*: A from offset 100 and elsewhere, B from offset 100, C from offset 100 and 2 more\./),
    });
  });

  it('says so when the missing bytes lie in quarantine', () => {
    const [lost] = observe(log('A'));
    const [quarantined] = observe(log('A', { quarantined: 2 }));
    expect(lost?.causes[0]).toMatchObject({ id: 'upload-lost', likelihood: 'likely' });
    expect(quarantined?.causes[0]).toMatchObject({
      id: 'chunk-quarantined',
      likelihood: 'certain',
      why: expect.stringMatching(/^2 chunks lie/),
    });
    expect(quarantined?.remedy.map(({ command }) => command)).toContain("mailflow replay --tenant '<tenant>' --all");
  });
});

describe('times in a log that can’t be right', () => {
  const dated = (date: number, changes: Partial<DatedLog> = {}): WatchedLogs => ({
    ...NOTHING,
    dated: [{ server: 'EX01', stream: 'hub/smtp-send', name: 'SEND.LOG', date, notedAt: NOON, ...changes }],
  });
  const recorded = (lastRecordAt: number): WatchedLogs => ({
    ...NOTHING,
    arrived: [{ server: 'EX01', stream: 'hub/smtp-send', lastRecordAt, ingestedAt: NOON }],
  });

  it.each<{ told: string; logs: WatchedLogs; says: RegExp | undefined }>([
    { told: 'a file of this minute', logs: dated(NOON), says: undefined },
    { told: 'a file of in four minutes', logs: dated(NOON + 4 * MINUTE), says: undefined },
    { told: 'a file of in six minutes', logs: dated(NOON + 6 * MINUTE), says: /SEND\.LOG of hub\/smtp-send is dated 2026-03-02 12:06 UTC/ },
    { told: 'a file of last month, shipped as a backlog', logs: dated(NOON - 30 * DAY), says: undefined },
    {
      told: 'a file of another decade',
      logs: dated(Date.UTC(2016, 0, 1)),
      says: /is dated 2016-01-01 00:00 UTC, and it came at 2026-03-02 12:00/,
    },
    {
      told: 'such a file of a server whose logs are shipped by hand',
      logs: dated(Date.UTC(2016, 0, 1), { server: 'EX02' }),
      says: undefined,
    },
    { told: 'a record of this morning', logs: recorded(NOON - 240 * MINUTE), says: undefined },
    { told: 'a record of tomorrow', logs: recorded(NOON + DAY), says: /a record of hub\/smtp-send is dated 2026-03-03 12:00 UTC/ },
  ])('$told: $says', ({ logs, says }) => {
    const observations = logTimesWrong.observe(logs);
    expect(observations).toHaveLength(says === undefined ? 0 : 1);
    if (says !== undefined) expect(observations[0]?.summary).toMatch(says);
  });

  it('are one observation a server, with the worst of them', () => {
    const future = recorded(NOON + 10 * MINUTE);
    const observations = logTimesWrong.observe({ ...future, dated: dated(NOON + 2 * DAY, { notedAt: NOON - MINUTE }).dated });
    expect(observations).toMatchObject([
      {
        server: 'EX01',
        title: 'A server’s log is dated in the future',
        since: '2026-03-02T11:59:00.000Z',
        summary: expect.stringContaining('SEND.LOG'),
      },
    ]);
  });
});
