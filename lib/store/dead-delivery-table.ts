import type { TableEntity } from '@azure/data-tables';
import type { ChannelAddress } from './channel-table.js';
import type { Delivery } from './delivery-row.js';
import { key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { pageIn, rowsAnAnswer, rowsIn, type Page } from './page.js';
import type { Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/**
 * Deliveries that were given up, of all channels, in the table `Outbox`, so that a person sees them in one list. A row is written before the delivery says
 * so, and taken off after it says otherwise: what was given up is always listed.
 *
 *   PartitionKey    RowKey
 *   dead            {reversed time of the last attempt}|{channel}|{id}
 */
export interface DeadDelivery {
  readonly channel: ChannelAddress;
  readonly id: string;
}

const PARTITION = 'dead';

type DeadColumns = { tenant?: string };

/** Lists a delivery that is given up. */
export async function listAsDead(
  { Outbox }: Tables,
  channel: ChannelAddress,
  delivery: Pick<Delivery, 'id' | 'attemptedAt'>,
): Promise<void> {
  const row: TableEntity<DeadColumns> = { ...addressOf(channel, delivery), ...(channel.tenant !== null && { tenant: channel.tenant }) };
  await Outbox.upsertEntity(row, 'Replace');
}

/** Takes a delivery off the list. */
export async function forgetDead(
  { Outbox }: Tables,
  channel: ChannelAddress,
  delivery: Pick<Delivery, 'id' | 'attemptedAt'>,
): Promise<void> {
  await deleteAll(Outbox, [addressOf(channel, delivery)]);
}

/** Those of some channels, newest first. `after` is where the page before ended. */
export function pageOfDead(
  { Outbox }: Tables,
  {
    only,
    after,
    limit,
  }: { readonly only: (channel: ChannelAddress) => boolean; readonly after?: string | undefined; readonly limit: number },
): Promise<Page<DeadDelivery>> {
  return pageIn<DeadColumns, DeadDelivery>(
    Outbox,
    { partitionKey: PARTITION, from: '', before: '~', after },
    {
      ...{ limit, isFiltered: true },
      itemOf: ({ rowKey, tenant = null }) => {
        const [, channel = '', id = ''] = rowKey.split('|');
        const address = { id: channel, tenant };
        return only(address) ? { channel: address, id } : undefined;
      },
    },
  );
}

function addressOf({ id: channel }: ChannelAddress, { id, attemptedAt }: Pick<Delivery, 'id' | 'attemptedAt'>) {
  return { partitionKey: PARTITION, rowKey: `${newestFirst(Date.parse(attemptedAt ?? ''))}|${key(channel, id)}` };
}

/** Takes those off the list that were given up before this moment. */
export async function trimDead({ Outbox }: Tables, before: Date): Promise<void> {
  const old: { partitionKey: string; rowKey: string }[] = [];
  const range = { partitionKey: PARTITION, from: newestFirst(before.getTime()), before: '~' };
  for await (const { rowKey } of rowsIn<DeadColumns>(Outbox, range, rowsAnAnswer(1, true))) old.push({ partitionKey: PARTITION, rowKey });
  await deleteAll(Outbox, old);
}
