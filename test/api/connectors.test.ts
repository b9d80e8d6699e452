import { z } from 'zod';
import { connectorSchema, listConnectorsRoute } from '../../lib/api/connectors.js';
import { findingIdOf, tallyOf } from '../../lib/diagnosis/finding.js';
import { activityOf, hourOf, type CountedSession } from '../../lib/diagnosis/hourly-activity.js';
import { readExport } from '../../lib/inventory/read-export.js';
import type { Stream } from '../../lib/log/log-file.js';
import { saveActivity } from '../../lib/store/activity-table.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import { saveExport } from '../../lib/store/inventory-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { CERTIFICATE, HYBRID_CONNECTOR, THUMBPRINT } from '../correlation/exports.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { readerOf } from '../tenants/tokens.js';
import { allPages } from './all-pages.js';

const NOW = new Date('2019-05-28T16:30:00Z');
const HOUR = 3_600_000;
const HYBRID = 'Outbound to Office 365';
const FRONTEND = 'EX01\\Default Frontend EX01';

const answerSchema = z.object({ countedFrom: z.string(), connectors: z.array(connectorSchema), nextLink: z.string().nullable() });

describe('the connectors of a tenant', () => {
  let tables: Tables;
  beforeEach(() => {
    tables = memoryTables();
  });

  const ask = async (query: Readonly<Record<string, string>> = {}) => {
    const token = await readerOf(tables, 'contoso');
    const services = { tables, now: () => NOW };
    return (await allPages(listConnectorsRoute, services, { token, params: { tenant: 'contoso' }, query })).map((page) =>
      answerSchema.parse(page),
    );
  };

  const connectorsNow = async () => (await ask()).flatMap(({ connectors }) => connectors);

  let sessions = 0;
  const session = (hoursAgo: number, happened: Partial<CountedSession> & { readonly server?: string } = {}) => {
    const { server = 'EX01', ...rest } = happened;
    const counted: CountedSession = {
      ...{
        connector: HYBRID,
        direction: 'send',
        sessionId: 'S',
        duration: 1_000,
        outcome: 'delivered',
        tlsVersion: '1.2',
        rule: undefined,
      },
      ...{ startedAt: NOW.getTime() - hoursAgo * HOUR, mail: { messages: 1, recipients: 2, bytes: 10 }, host: 'Exchange Online' },
      ...rest,
    };
    const stream: Stream = counted.direction === 'send' ? 'hub/smtp-send' : 'frontend/smtp-receive';
    const part = { hour: hourOf(counted.startedAt), owner: { session: `s${(sessions += 1)}` }, activity: activityOf(counted, '') };
    return saveActivity(tables, { tenant: 'contoso', server, stream }, [part]);
  };

  const exported = (kind: string, items: readonly object[], { server = 'EX01', collectedAt = '2019-05-28T06:00:00Z' } = {}) => {
    const read = readExport(Buffer.from(JSON.stringify({ mailflow: 1, kind, server, collectedAt, items })));
    return saveExport(tables, { tenant: 'contoso', server }, { ...read, collectedAt: Date.parse(collectedAt) });
  };

  it('show what went over each in the last week, over all servers: outcomes, versions of TLS, when, and with whom', async () => {
    await session(1);
    await session(2, { host: '198.51.100.7', tlsVersion: '1.3' });
    await session(3, { server: 'EX02', outcome: 'tls-failed', tlsVersion: undefined, rule: 'tls-own-cert' });
    await session(30, { duration: 10 });
    await session(24 * 8);
    const [connector, ...others] = await connectorsNow();
    expect(others).toEqual([]);
    expect(connector).toMatchObject({ name: HYBRID, direction: 'send', servers: ['EX01', 'EX02'], configuration: null, findings: [] });
    expect(connector?.activity).toMatchObject({
      ...{ sessions: 4, failed: 1, outcomes: { delivered: 3, 'tls-failed': 1 }, messages: 4, tlsVersions: { '1.2': 2, '1.3': 1 } },
      ...{
        lastHour: '2019-05-28T15:00:00.000Z',
        lastHealthy: '2019-05-28T15:30:00.000Z',
        remotes: [{ host: 'Exchange Online', sessions: 1 }],
      },
    });
  });

  it('are one and the same for logs and exports that spell the name otherwise, and two where one name stands for both directions', async () => {
    await session(1, { connector: 'OUTBOUND to office 365' });
    await session(1, { connector: HYBRID, direction: 'receive' });
    await exported('send-connectors', [HYBRID_CONNECTOR]);
    expect((await connectorsNow()).map(({ direction, configuration }) => [direction, configuration?.direction])).toEqual([
      ['receive', undefined],
      ['send', 'send'],
    ]);
  });

  it('tell how they are set up, as the newest export says, and which certificate each selects on which server', async () => {
    await exported('send-connectors', [{ ...HYBRID_CONNECTOR, RequireTLS: false }], {
      server: 'EX02',
      collectedAt: '2019-05-27T06:00:00Z',
    });
    await exported('send-connectors', [HYBRID_CONNECTOR]);
    await exported('exchange-certificates', [{ ...CERTIFICATE, Services: 'SMTP' }]);
    await exported('receive-connectors', [
      {
        Identity: FRONTEND,
        Bindings: ['0.0.0.0:25'],
        RemoteIPRanges: ['0.0.0.0-255.255.255.255'],
        AuthMechanism: 'Tls, Integrated',
        ProtocolLoggingLevel: 'None',
      },
    ]);
    const [receive, send] = await connectorsNow();
    expect(receive).toMatchObject({
      ...{ name: FRONTEND, direction: 'receive', servers: [], activity: null },
      configuration: { bindings: ['0.0.0.0:25'], authMechanism: ['Tls', 'Integrated'], protocolLogging: 'None', fqdn: null },
    });
    expect(send?.configuration).toMatchObject({
      ...{ toldBy: 'EX01', collectedAt: '2019-05-28T06:00:00.000Z', requireTls: true, tlsDomain: 'mail.protection.outlook.com' },
      ...{ smartHosts: ['domain-tld.mail.protection.outlook.com'], addressSpaces: ['smtp:domain.mail.onmicrosoft.com;1'] },
      tlsCertificateName: HYBRID_CONNECTOR.TlsCertificateName,
    });
    expect(send?.certificates).toMatchObject([{ server: 'EX01', thumbprint: THUMBPRINT, notAfter: '2020-09-06T01:59:59.000Z' }]);
  });

  it('name what fails on them', async () => {
    const named = seedOccurrence();
    const part = { findingId: findingIdOf(named), owner: { chunk: 'a' }, tally: tallyOf(named) };
    await saveFindingParts(tables, 'contoso', [part], NOW);
    const [idle] = await connectorsNow();
    expect(idle).toMatchObject({ name: named.connector, activity: null, findings: [{ id: part.findingId }] });
    await session(1, { connector: named.connector, outcome: 'tls-failed' });
    const [connector, ...others] = await connectorsNow();
    expect(others).toEqual([]);
    expect(connector?.findings).toMatchObject([
      { id: part.findingId, state: 'open', severity: named.severity, url: `/api/v1/tenants/contoso/findings/${part.findingId}` },
    ]);
  });

  it('come page by page, none twice and none left out, whatever their names are', async () => {
    const names = ['a', 'B', 'Ünïcode', '“quoted”', 'x'.repeat(200), '__proto__', '<script>'];
    for (const name of names) await session(1, { connector: name });
    const pages = await ask({ limit: '2' });
    expect(pages.map(({ connectors }) => connectors.length)).toEqual([2, 2, 2, 1]);
    expect(pages.flatMap(({ connectors }) => connectors.map(({ name }) => name)).sort()).toEqual(names.sort());
  });

  it('of a tenant with very many servers are counted over one day: no more is read', async () => {
    const rows = Array.from({ length: 30 }, (_, server) => `EX${server}`);
    for (const server of rows) for (let hour = 0; hour < 24; hour += 1) await session(hour, { server });
    const [page] = await ask();
    expect(page?.countedFrom).toBe('2019-05-27T17:00:00.000Z');
    expect(page?.connectors[0]?.activity?.sessions).toBe(30 * 24);
  });
});
