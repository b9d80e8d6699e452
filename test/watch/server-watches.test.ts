import { logDeletedUnread } from '../../lib/watch/log-deleted-unread.js';
import { serverClockWrong } from '../../lib/watch/server-clock-wrong.js';
import { serverSilent } from '../../lib/watch/server-silent.js';
import { SERVER_WATCHES } from '../../lib/watch/server-watches.js';
import { shipperLagging } from '../../lib/watch/shipper-lagging.js';
import type { WatchedServer } from '../../lib/watch/watched-servers.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { atNoon, NOON, serverOf } from './reporting.js';

const MINUTE = 60_000;
const before = (minutes: number) => NOON - minutes * MINUTE;

it('a server in good health is no matter for any watch', () => {
  for (const watch of SERVER_WATCHES) expect(atNoon(watch, [serverOf(), serverOf({ server: 'EX02' })])).toEqual([]);
  expect(new Set(SERVER_WATCHES.map(({ id }) => id)).size).toBe(SERVER_WATCHES.length);
});

describe('a server that sends nothing any more', () => {
  it.each<{ told: string; server: Partial<WatchedServer>; silent: boolean }>([
    { told: 'heard 29 minutes ago', server: { receivedAt: before(29) }, silent: false },
    { told: 'heard half an hour ago', server: { receivedAt: before(30) }, silent: true },
    { told: 'without a heartbeat, whose chunks come', server: { receivedAt: before(120), lastChunkAt: before(5) }, silent: false },
    { told: 'whose chunks stopped, too', server: { receivedAt: before(120), lastChunkAt: before(31) }, silent: true },
  ])('$told: $silent', ({ server, silent }) => {
    expect(atNoon(serverSilent, [serverOf(server)])).toHaveLength(silent ? 1 : 0);
  });

  it('is said since its last sign, with what its shipper complained of and where to look', () => {
    const heartbeat = heartbeatOf({ errors: [{ code: 'ECONNRESET', count: 7 }] });
    const [observation] = atNoon(serverSilent, [serverOf({ receivedAt: before(180), lastChunkAt: before(150), heartbeat })]);
    expect(observation).toMatchObject({
      watch: 'server-silent',
      severity: 'degraded',
      server: 'EX01',
      since: '2026-03-02T09:30:00.000Z',
      summary: expect.stringContaining('since 2026-03-02 09:30 UTC, for 2 hours'),
      deadline: null,
    });
    expect(observation?.causes.map(({ why }) => why).join(' ')).toContain('complained of ECONNRESET (7 times)');
    expect(observation?.remedy.map(({ command }) => command)).toEqual([
      'mailflow ship --status',
      expect.stringContaining('Test-NetConnection'),
    ]);
  });

  it('is not said when it was Mailflow that was away; what was said before stays said', () => {
    const gone = [serverOf({ receivedAt: before(120) })];
    const justBack = { listeningSince: before(10) };
    const said = atNoon(serverSilent, gone);
    expect(atNoon(serverSilent, gone, [], justBack)).toEqual([]);
    expect(atNoon(serverSilent, gone, said, justBack)).toEqual(said);
    expect(atNoon(serverSilent, [serverOf()], said, justBack)).toEqual([]);
    expect(atNoon(serverSilent, gone, [], { listeningSince: before(30) })).toHaveLength(1);
  });

  it('may be silent for as long as the tenant allows', () => {
    const quiet = [serverOf({ receivedAt: before(90) })];
    expect(atNoon(serverSilent, quiet, [], { silentAfter: 120 * MINUTE })).toEqual([]);
    expect(atNoon(serverSilent, quiet, [], { silentAfter: 90 * MINUTE })).toHaveLength(1);
  });
});

describe('a shipper that is behind', () => {
  const behind = (lagSeconds: number) => [serverOf({ heartbeat: heartbeatOf({ lagSeconds, backlogBytes: 1_234_567 }) })];

  it.each([
    { seconds: 29 * 60, severity: undefined },
    { seconds: 30 * 60, severity: 'info' },
    { seconds: 6 * 3600 - 1, severity: 'info' },
    { seconds: 6 * 3600, severity: 'degraded' },
  ])('$seconds seconds: $severity', ({ seconds, severity }) => {
    expect(atNoon(shipperLagging, behind(seconds)).map((one) => one.severity)).toEqual(severity === undefined ? [] : [severity]);
  });

  it('says by how much, and since when', () => {
    expect(atNoon(shipperLagging, behind(45 * 60))).toMatchObject([
      { summary: expect.stringMatching(/EX01 is 45 minutes behind with 1\.2 MB still to ship/), since: '2026-03-02T11:14:00.000Z' },
    ]);
  });

  it('is behind until it has caught up, and does not flicker', () => {
    const said = atNoon(shipperLagging, behind(30 * 60));
    expect(atNoon(shipperLagging, behind(15 * 60))).toEqual([]);
    expect(atNoon(shipperLagging, behind(15 * 60), said)).toHaveLength(1);
    expect(atNoon(shipperLagging, behind(9 * 60), said)).toEqual([]);
  });
});

describe('a clock that is wrong', () => {
  it.each([
    { seconds: 299, says: undefined },
    { seconds: 300, says: 'The clock of EX01 is 5 minutes fast' },
    { seconds: -7200, says: 'The clock of EX01 is 2 hours slow' },
    { seconds: -299, says: undefined },
  ])('by $seconds seconds: $says', ({ seconds, says }) => {
    const observations = atNoon(serverClockWrong, [serverOf({ clockDifferenceSeconds: seconds })]);
    expect(observations.map(({ summary }) => summary.split(':')[0])).toEqual(says === undefined ? [] : [says]);
  });

  it('stays wrong until it is nearly right', () => {
    const off = (seconds: number) => [serverOf({ clockDifferenceSeconds: seconds })];
    const said = atNoon(serverClockWrong, off(400));
    expect(atNoon(serverClockWrong, off(-200), said)).toHaveLength(1);
    expect(atNoon(serverClockWrong, off(119), said)).toEqual([]);
  });
});

describe('logs that were deleted before they were shipped', () => {
  const lost = (stream: 'hub/smtp-send' | 'frontend/smtp-receive' | 'mailbox/smtp-receive/delivery', hour: number) => ({
    stream,
    file: `LOG202603020${hour}-1.LOG`,
    date: `2026-03-02T0${hour}:00:00.000Z`,
    from: 0,
    bytes: 100,
  });
  const observe = (...deletedUnread: ReturnType<typeof lost>[]) =>
    atNoon(logDeletedUnread, [serverOf({ heartbeat: heartbeatOf({ deletedUnread }) })]);

  it('are one observation a stream, with the first files and the command that lets Exchange keep more', () => {
    const sent = [5, 4, 3, 2, 1].map((hour) => lost('hub/smtp-send', hour));
    const observations = observe(...sent, lost('frontend/smtp-receive', 1), lost('mailbox/smtp-receive/delivery', 1));
    expect(observations.map(({ keyFact, summary }) => [keyFact, /(\d+ bytes).*: (.*?)\. What/.exec(summary)?.slice(1)])).toEqual([
      ['hub/smtp-send', ['500 bytes', 'LOG2026030201-1.LOG, LOG2026030202-1.LOG, LOG2026030203-1.LOG and 2 more']],
      ['frontend/smtp-receive', ['100 bytes', 'LOG2026030201-1.LOG']],
      ['mailbox/smtp-receive/delivery', ['100 bytes', 'LOG2026030201-1.LOG']],
    ]);
    expect(observations.map(({ remedy }) => remedy[1]?.command)).toEqual([
      "Set-TransportService 'EX01' -SendProtocolLogMaxDirectorySize 2GB",
      "Set-FrontendTransportService 'EX01' -ReceiveProtocolLogMaxDirectorySize 2GB",
      "Set-MailboxTransportService 'EX01' -ReceiveProtocolLogMaxDirectorySize 2GB",
    ]);
  });
});
