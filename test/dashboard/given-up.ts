import { notify } from '../../lib/notify/notify.js';
import { makeSecret } from '../../lib/notify/signature.js';
import { createChannel, type Channel } from '../../lib/store/channel-table.js';
import { noteChanges } from '../../lib/store/change-table.js';
import { pageOfDead } from '../../lib/store/dead-delivery-table.js';
import { savePolicy } from '../../lib/store/policy-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { changeAt } from '../notify/changes.js';

const HOUR = 3_600_000;

/** A channel of a tenant that has answered nothing but errors for so long that what it should have been told is given up. */
export async function giveUpTelling(tables: Tables, tenant: string): Promise<void> {
  const begun = Date.now();
  const createdAt = new Date(begun).toISOString();
  const channel: Channel = {
    ...{ id: '0123456789ab', tenant, name: 'On call', format: 'teams', url: 'https://chat.example.com/hook', enabled: true },
    ...{ secret: makeSecret(), formerSecret: null, createdAt, createdBy: 'test' },
  };
  await createChannel(tables, channel);
  const everything = { tags: [], rules: [], severities: [], changes: [], fallback: false } as const;
  const policy = { id: 'on-call', name: 'On call', enabled: true, tenants: [tenant], channels: [channel.id], ...everything };
  await savePolicy(tables, policy);
  await noteChanges(tables, [changeAt(new Date(begun), tenant, 'opened')]);
  for (let hours = 0; (await pageOfDead(tables, { only: () => true, limit: 1 })).items.length === 0; hours += 11) {
    await notify({
      tables,
      now: () => new Date(begun + hours * HOUR),
      postWebhook: () => Promise.resolve({ arrived: false, status: 500, problem: 'The receiver answered 500.', retryAfter: undefined }),
      dashboard: undefined,
      tellUndelivered: () => undefined,
    });
  }
}
