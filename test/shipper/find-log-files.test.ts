import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ShipEvent } from '../../lib/shipper/events.js';
import { LogFinder } from '../../lib/shipper/log-finder.js';
import { sentence } from '../../lib/shipper/sentence.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-find-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

describe('which logs are found', () => {
  it('knows the stream by the folder, as Exchange 2013 and later lay them out', async () => {
    put(
      'Logs/Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG',
      'Logs/FrontEnd/ProtocolLog/SmtpReceive/RECV2019052815-1.LOG',
      'Logs/Mailbox/ProtocolLog/SmtpSend/Submission/SEND2019052815-1.LOG',
      'Logs/Edge/ProtocolLog/SmtpReceive/RECV2019052815-1.LOG',
    );
    const { logs, remarks } = await new LogFinder().find({ roots: [{ folder }], remarks: [] });
    expect(new Set(logs.map(({ stream }) => stream))).toEqual(
      new Set(['hub/smtp-send', 'frontend/smtp-receive', 'mailbox/smtp-send/submission', 'edge/smtp-receive']),
    );
    expect(remarks).toEqual([]);
  });

  it('passes over everything that is no protocol log by its name', async () => {
    put(
      'Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG',
      'Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG.zip',
      'Hub/ProtocolLog/SmtpSend/desktop.ini',
      'Hub/Connectivity/CONNECTLOG2019052815-1.LOG',
      'MessageTracking/MSGTRK2019052815-1.LOG',
    );
    mkdirSync(join(folder, 'Hub/ProtocolLog/SmtpSend/SEND2019052816-1.LOG'));
    const { logs } = await new LogFinder().find({ roots: [{ folder }], remarks: [] });
    expect(logs.map(({ name }) => name)).toEqual(['SEND2019052815-1.LOG']);
  });

  it('lists them by the hour in their names, then by the counter, over all folders', async () => {
    put(
      'Hub/ProtocolLog/SmtpSend/SEND2019052815-10.LOG',
      'Hub/ProtocolLog/SmtpSend/SEND2019052815-9.LOG',
      'Hub/ProtocolLog/SmtpSend/SEND20190527-3.LOG',
      'Hub/ProtocolLog/SmtpReceive/RECV2019052814-1.LOG',
    );
    const { logs } = await new LogFinder().find({ roots: [{ folder }], remarks: [] });
    expect(logs.map(({ name }) => name)).toEqual([
      'SEND20190527-3.LOG',
      'RECV2019052814-1.LOG',
      'SEND2019052815-9.LOG',
      'SEND2019052815-10.LOG',
    ]);
  });

  it('takes logs that lie anywhere for those of the Hub service, and says so', async () => {
    put('SEND2019052815-1.LOG', 'RECV2019052815-1.LOG');
    const { logs, remarks } = await new LogFinder().find({ roots: [{ folder }], remarks: [] });
    expect(logs.map(({ name, stream }) => `${name} ${stream}`)).toEqual([
      'RECV2019052815-1.LOG hub/smtp-receive',
      'SEND2019052815-1.LOG hub/smtp-send',
    ]);
    expect(remarks.map(sentence).sort()).toEqual([
      expect.stringMatching(/none of Exchange's own folders: its logs are taken for hub\/smtp-receive/),
      expect.stringMatching(/taken for hub\/smtp-send/),
    ]);
  });

  it('believes the stream that is named for a folder', async () => {
    put('copied/SEND2019052815-1.LOG');
    const { logs, remarks } = await new LogFinder().find({ roots: [{ folder, stream: 'frontend/smtp-send' }], remarks: [] });
    expect(logs).toMatchObject([{ stream: 'frontend/smtp-send' }]);
    expect(remarks).toEqual([]);
  });

  it('lists a log once when two roots lead to it', async () => {
    put('Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG');
    const { logs } = await new LogFinder().find({
      roots: [{ folder }, { folder: join(folder, 'Hub/') }, { folder: relative(process.cwd(), folder) }],
      remarks: [],
    });
    expect(logs).toHaveLength(1);
  });

  it('does not walk in circles', async () => {
    put('Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG');
    symlinkSync(folder, join(folder, 'Hub/again'), 'dir');
    expect((await new LogFinder().find({ roots: [{ folder }], remarks: [] })).logs).toHaveLength(1);
  });
});

describe('what is said of folders', () => {
  const remarksOf = async (root: string): Promise<readonly ShipEvent[]> =>
    (await new LogFinder().find({ roots: [{ folder: root }], remarks: [] })).remarks;

  it('names the one that does not exist', async () => {
    const missing = join(folder, 'V15');
    const remarks = await remarksOf(missing);
    expect(remarks).toEqual([{ name: 'folder-missing', folder: missing }]);
    expect(remarks.map(sentence).join()).toContain(`The folder ${missing} does not exist`);
  });

  it('says of one without any log what was looked for and how logging is turned on', async () => {
    put('Hub/ProtocolLog/SmtpSend/readme.txt');
    const remarks = await remarksOf(folder);
    expect(remarks).toEqual([{ name: 'no-logs-found', folder }]);
    expect(remarks.map(sentence).join()).toMatch(/SENDyyyyMMddhh-n\.LOG.*Set-SendConnector "<name>" -ProtocolLoggingLevel Verbose/);
  });

  it('tells a file from a folder', async () => {
    put('SEND2019052815-1.LOG');
    expect(await remarksOf(join(folder, 'SEND2019052815-1.LOG'))).toMatchObject([{ name: 'folder-unreadable', code: 'ENOTDIR' }]);
  });
});

describe('round after round', () => {
  const [EARLY, LATE] = ['Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG', 'Hub/ProtocolLog/SmtpSend/SEND2019052816-1.LOG'];

  it('the list is the one that it was, while no log comes or goes', async () => {
    put(EARLY, LATE);
    const finder = new LogFinder();
    const [first, second] = [
      await finder.find({ roots: [{ folder }], remarks: [] }),
      await finder.find({ roots: [{ folder }], remarks: [] }),
    ];
    expect(second.logs).toBe(first.logs);
    expect(second.logs).toHaveLength(2);
  });

  it('a log that is still there is the one that it was, whatever comes and goes beside it', async () => {
    put(LATE);
    const finder = new LogFinder();
    const before = await finder.find({ roots: [{ folder }], remarks: [] });
    put(EARLY);
    const between = await finder.find({ roots: [{ folder }], remarks: [] });
    expect(between.logs.map(({ name }) => name)).toEqual(['SEND2019052815-1.LOG', 'SEND2019052816-1.LOG']);
    expect(between.logs[1]).toBe(before.logs[0]);

    rmSync(join(folder, LATE));
    const after = await finder.find({ roots: [{ folder }], remarks: [] });
    expect(after.logs).toEqual([between.logs[0]]);
    expect([...finder.missing()].map(({ path }) => path)).toEqual([join(folder, LATE)]);
  });

  it('who looks at the same time finds the same', async () => {
    put(EARLY, LATE);
    const finder = new LogFinder();
    const [one, other] = await Promise.all([1, 2].map(() => finder.find({ roots: [{ folder }], remarks: [] })));
    expect(other?.logs).toBe(one?.logs);
    expect(one?.logs).toHaveLength(2);
  });
});
