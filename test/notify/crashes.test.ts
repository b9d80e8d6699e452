import { notify } from '../../lib/notify/notify.js';
import type { PostWebhook } from '../../lib/notify/post-webhook.js';
import { makeSecret } from '../../lib/notify/signature.js';
import { createChannel, type ChannelFormat } from '../../lib/store/channel-table.js';
import { noteChanges, type NotedChange } from '../../lib/store/change-table.js';
import { savePolicy } from '../../lib/store/policy-table.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { crashingAt } from '../ingest/crashing-tables.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { changeAt } from './changes.js';

const BEGIN = Date.parse('2026-03-02T08:00:00Z');
const MINUTE = 60_000;
const TENANTS = ['contoso', 'fabrikam', 'tailspin'] as const;
const FORMATS = ['generic', 'ticket'] as const satisfies readonly ChannelFormat[];

/** What the wire has carried: of each channel, the changes of each webhook-id. */
class Wire {
  readonly carried = new Map<string, Map<string, readonly string[]>>();

  readonly post: PostWebhook = (url, headers, body) => {
    const said = JSON.parse(body) as { data?: { id: string }; changes?: { id: string }[] };
    const ids = said.data === undefined ? (said.changes ?? []).map(({ id }) => id) : [said.data.id];
    const channel = this.carried.get(url) ?? new Map<string, readonly string[]>();
    channel.set(headers['webhook-id'] ?? '', ids);
    this.carried.set(url, channel);
    return Promise.resolve({ arrived: true, status: 200 });
  };

  /** The changes that a channel was told, each as often as in webhooks with ids of their own. */
  told(format: ChannelFormat): readonly string[] {
    return [...(this.carried.get(urlOf(format))?.values() ?? [])].flat().sort();
  }
}

const urlOf = (format: ChannelFormat) => `https://${format}.example/hook`;

async function prepared(): Promise<Tables> {
  const tables = memoryTables();
  for (const id of TENANTS) await saveTenant(tables, { id, name: id });
  for (const [index, format] of FORMATS.entries()) {
    const id = String(index).padStart(12, '0');
    const details = { enabled: true, createdAt: new Date(BEGIN).toISOString(), createdBy: 'test' };
    await createChannel(tables, {
      id,
      tenant: null,
      name: format,
      format,
      url: urlOf(format),
      secret: makeSecret(),
      formerSecret: null,
      ...details,
    });
  }
  const everything = { tags: [], rules: [], severities: [], changes: [], fallback: false } as const;
  const channels = FORMATS.map((_, index) => String(index).padStart(12, '0'));
  await savePolicy(tables, { id: 'all', name: 'All', enabled: true, tenants: '*', channels, ...everything });
  return tables;
}

const at = (minutes: number) => new Date(BEGIN + minutes * MINUTE);
const EARLY = TENANTS.map((tenant) => changeAt(at(0), tenant, 'opened'));
const LATE = TENANTS.slice(1).map((tenant) => changeAt(at(1), tenant, 'recovered'));

/** Two turns of the timer, of which one may meet failing tables, then healthy ones until nothing is left. */
async function played(crash: number): Promise<Wire> {
  const tables = await prepared();
  const wire = new Wire();
  const turn = (minutes: number, on: Tables = tables) =>
    notify({ tables: on, now: () => at(minutes), postWebhook: wire.post, dashboard: undefined, tellUndelivered: () => undefined });
  const noted = async (changes: readonly NotedChange[], minutes: number) => {
    await noteChanges(tables, changes);
    await turn(minutes, crashingAt(crash, tables)).catch(() => undefined);
    // Whoever crashed before he could take them off his list notes them again.
    await noteChanges(tables, changes);
    await turn(minutes + 0.5);
  };
  await noted(EARLY, 0);
  await noted(LATE, 1);
  for (const minutes of [3, 14, 30]) await turn(minutes);
  return wire;
}

it('a turn that is broken off anywhere loses no notification, and makes no second one', async () => {
  const all = [...EARLY, ...LATE].map(({ id }) => id).sort();
  for (let crash = 1; crash <= 40; crash += 1) {
    const wire = await played(crash);
    for (const format of FORMATS) expect({ crash, format, told: wire.told(format) }).toEqual({ crash, format, told: all });
  }
});
