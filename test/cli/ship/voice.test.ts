import { fstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog, EVENT_IDS } from '../../../lib/cli/ship/event-log.js';
import { goesToJournal } from '../../../lib/cli/ship/journal.js';
import { LogFile } from '../../../lib/cli/ship/log-file.js';
import { voice } from '../../../lib/cli/ship/voice.js';
import type { ShipEvent, ShipProblem } from '../../../lib/shipper/events.js';
import { recordingTerminal } from '../recording-terminal.js';

const SHIPPED: ShipEvent = {
  name: 'chunk-shipped',
  file: 'SEND2026112621-1.LOG',
  stream: 'hub/smtp-send',
  from: 0,
  to: 611,
  compressedBytes: 80,
};
const REFUSED: ShipProblem = { name: 'token-refused', apiUrl: 'https://mailflow.example', status: 401 };
const UNREADABLE: ShipProblem = { name: 'file-unreadable', path: 'C:\\Logs\\“x”\u001b[2J', code: 'EBUSY' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-voice-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('what the shipper says', () => {
  it('goes to a person’s terminal: news to standard output, problems to standard error', () => {
    const terminal = recordingTerminal();
    [SHIPPED, REFUSED].forEach(voice({ terminal, journal: false, clock: () => 0 }));
    expect(terminal.said).toEqual([expect.stringMatching(/^Shipped hub\/smtp-send/)]);
    expect(terminal.complained).toEqual([expect.stringMatching(/^mailflow ship: https:\/\/mailflow.example refused the token/)]);
  });

  it('goes to journald with its rank, so that chunks can be filtered out and a refused token alarms', () => {
    const terminal = recordingTerminal();
    [SHIPPED, REFUSED, UNREADABLE].forEach(voice({ terminal, journal: true, clock: () => 0 }));
    expect(terminal.said).toEqual([]);
    expect(terminal.complained.map((line) => line.slice(0, 3))).toEqual(['<7>', '<3>', '<4>']);
    expect(terminal.complained.join()).not.toContain('\u001b');
  });

  it('is kept in a file with its time', () => {
    const logFile = new LogFile(join(folder, 'shipper.log'));
    voice({ terminal: recordingTerminal(), journal: false, logFile, clock: () => Date.parse('2026-11-26T21:00:00Z') })(REFUSED);
    expect(readFileSync(join(folder, 'shipper.log'), 'utf8')).toMatch(
      /^2026-11-26T21:00:00\.000Z error https:\/\/mailflow.example refused .*\n$/,
    );
  });
});

describe('standard error goes to journald', () => {
  it('when systemd names the very file', () => {
    const file = join(folder, 'journal');
    writeFileSync(file, '');
    const descriptor = openSync(file, 'r');
    const { dev, ino } = fstatSync(descriptor);
    expect(goesToJournal({ JOURNAL_STREAM: `${dev}:${ino}` }, descriptor)).toBe(true);
    expect(goesToJournal({ JOURNAL_STREAM: `${dev}:${ino + 1}` }, descriptor)).toBe(false);
    expect(goesToJournal({}, descriptor)).toBe(false);
    closeSync(descriptor);
  });
});

describe('the log file', () => {
  it('keeps to its size: the full one takes the place of the one before', () => {
    const path = join(folder, 'shipper.log');
    const log = new LogFile(path, 100);
    for (let line = 0; line < 20; line += 1) log.write(`line ${line} ${'x'.repeat(20)}`);
    expect(statSync(path).size + statSync(`${path}.1`).size).toBeLessThanOrEqual(200);
    expect(readFileSync(path, 'utf8')).toContain('line 19');
  });

  it('that can’t be written ends nobody’s work', () => {
    expect(() => {
      new LogFile(join(folder, 'gone', 'shipper.log')).write('a line');
    }).not.toThrow();
  });
});

describe('the Windows event log', () => {
  function written(now = { value: 0 }) {
    const runs: (readonly string[])[] = [];
    const log = new EventLog(
      (command, args) => runs.push([command, ...args]),
      () => now.value,
    );
    return { runs, log, now };
  }

  it('gets each kind of problem under its own number', () => {
    const { runs, log } = written();
    log.write(REFUSED, 'The token is refused: “no”.');
    expect(runs).toEqual([
      [
        expect.stringMatching(/eventcreate\.exe$/),
        ...['/L', 'APPLICATION', '/SO', 'Mailflow', '/T', 'ERROR', '/ID', '202', '/D', 'The token is refused: “no”.'],
      ],
    ]);
    const ids = Object.values(EVENT_IDS);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id >= 1 && id <= 1000)).toBe(true);
  });

  it('gets what concerns one file as a warning, and never more than eventcreate takes', () => {
    const { runs, log } = written();
    log.write(UNREADABLE, 'x'.repeat(5_000));
    expect(runs[0]).toContain('WARNING');
    expect(runs[0]?.at(-1)).toHaveLength(1000);
  });

  it('is not filled by what repeats itself', () => {
    const { runs, log, now } = written();
    for (let times = 0; times < 1_000; times += 1) log.write(REFUSED, 'again');
    expect(runs.length).toBeLessThanOrEqual(31);
    const before = runs.length;
    now.value += 3_600_000;
    for (let times = 0; times < 1_000; times += 1) log.write(REFUSED, 'again');
    expect(runs.length - before).toBeGreaterThan(25);
    expect(runs.length - before).toBeLessThanOrEqual(31);
  });
});
