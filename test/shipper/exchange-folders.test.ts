import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exchangeFolders } from '../../lib/shipper/exchange-folders.js';
import { LogFinder } from '../../lib/shipper/log-finder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-exchange-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(path: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), '');
}

function drop(name: string, content: unknown): void {
  mkdirSync(join(folder, 'exports'), { recursive: true });
  writeFileSync(join(folder, 'exports', name), JSON.stringify(content));
}

async function found(environment: Record<string, string>, server = 'EX01') {
  const roots = await exchangeFolders({ exportsFolder: join(folder, 'exports'), environment, server });
  const { logs, remarks } = await new LogFinder().find(roots);
  return { logs: logs.map(({ path, stream }) => `${stream} ${path.slice(folder.length + 1)}`).sort(), remarks };
}

/** What the collector says of one server's Transport service. */
function transportOf(server: string, sent: string) {
  const items = [{ Name: server, SendProtocolLogPath: join(folder, sent) }];
  return { mailflow: 1, kind: 'transport-services', server, collectedAt: '2026-11-26T21:00:00Z', items };
}

const LOG = 'SEND2026112621-1.LOG';
const RECEIVED = 'RECV2026112621-1.LOG';

describe('Exchange’s own folders', () => {
  it('are found below the install path, for every role that is there', async () => {
    const logs = 'V15/TransportRoles/Logs';
    put(`${logs}/Hub/ProtocolLog/SmtpSend/${LOG}`);
    put(`${logs}/FrontEnd/ProtocolLog/SmtpReceive/${RECEIVED}`);
    put(`${logs}/Mailbox/ProtocolLog/SmtpSend/Submission/${LOG}`);
    put(`${logs}/MessageTracking/MSGTRK2026112621-1.LOG`);
    expect(await found({ ExchangeInstallPath: `${join(folder, 'V15')}/` })).toEqual({
      logs: [
        `frontend/smtp-receive ${logs}/FrontEnd/ProtocolLog/SmtpReceive/${RECEIVED}`,
        `hub/smtp-send ${logs}/Hub/ProtocolLog/SmtpSend/${LOG}`,
        `mailbox/smtp-send/submission ${logs}/Mailbox/ProtocolLog/SmtpSend/Submission/${LOG}`,
      ],
      remarks: [],
    });
  });

  it('are found where setup’s variable is not set, on an Edge server, and of Exchange 2010', async () => {
    const logs = 'Microsoft/Exchange Server';
    put(`${logs}/V15/TransportRoles/Logs/Edge/ProtocolLog/SmtpReceive/${RECEIVED}`);
    put(`${logs}/V14/TransportRoles/Logs/ProtocolLog/SmtpSend/${LOG}`);
    expect((await found({ ProgramFiles: folder })).logs).toEqual([
      `edge/smtp-receive ${logs}/V15/TransportRoles/Logs/Edge/ProtocolLog/SmtpReceive/${RECEIVED}`,
      `hub/smtp-send ${logs}/V14/TransportRoles/Logs/ProtocolLog/SmtpSend/${LOG}`,
    ]);
  });

  it('are where the exports say, with the streams that they name; of an organization’s servers only this one’s count', async () => {
    drop('transport.json', {
      mailflow: 1,
      kind: 'transport-services',
      server: 'EX01',
      collectedAt: '2026-11-26T21:00:00Z',
      items: [
        { Name: 'EX01', SendProtocolLogPath: join(folder, 'D/sent'), ReceiveProtocolLogPath: join(folder, 'D/received') },
        { Name: 'EX02', SendProtocolLogPath: join(folder, 'E/sent') },
      ],
    });
    drop('mailbox.json', {
      mailflow: 1,
      kind: 'mailbox-transport-services',
      server: 'EX01',
      collectedAt: '2026-11-26T21:00:00Z',
      items: [{ Name: 'ex01.contoso.com', SendProtocolLogPath: join(folder, 'D/mailbox'), ReceiveProtocolLogPath: null }],
    });
    put(`D/sent/${LOG}`);
    put(`D/received/${RECEIVED}`);
    put(`D/mailbox/Delivery/${LOG}`);
    put(`E/sent/${LOG}`);
    expect(await found({})).toEqual({
      logs: [
        `hub/smtp-receive D/received/${RECEIVED}`,
        `hub/smtp-send D/sent/${LOG}`,
        `mailbox/smtp-send/delivery D/mailbox/Delivery/${LOG}`,
      ],
      remarks: [],
    });
  });

  it('that are moved leave the logs of before where they were: both are shipped', async () => {
    drop('transport.json', transportOf('EX01', 'Logs/Hub/ProtocolLog/SmtpSend'));
    put(`Logs/Hub/ProtocolLog/SmtpSend/${LOG}`);
    put(`V15/TransportRoles/Logs/Hub/ProtocolLog/SmtpSend/SEND2026112620-1.LOG`);
    expect((await found({ ExchangeInstallPath: join(folder, 'V15') })).logs).toHaveLength(2);
  });

  it('that hold no log are told, and so is that there is no Exchange', async () => {
    mkdirSync(join(folder, 'V15/TransportRoles/Logs'), { recursive: true });
    expect((await found({ ExchangeInstallPath: join(folder, 'V15') })).remarks).toMatchObject([{ name: 'no-logs-found' }]);
    expect((await found({ ExchangeInstallPath: join(folder, 'V16'), ProgramFiles: '/programs' })).remarks).toEqual([
      {
        name: 'exchange-not-found',
        lookedAt: [join(folder, 'V16'), '/programs/Microsoft/Exchange Server/V15', '/programs/Microsoft/Exchange Server/V14'],
      },
    ]);
  });

  it('are looked up in exports that can be used; the others are told of when they are shipped', async () => {
    drop('broken.json', 'no export');
    drop('transport.json', transportOf('EX01', 'Logs/Hub/ProtocolLog/SmtpSend'));
    put(`Logs/Hub/ProtocolLog/SmtpSend/${LOG}`);
    expect((await found({})).logs).toEqual([`hub/smtp-send Logs/Hub/ProtocolLog/SmtpSend/${LOG}`]);
  });
});
