import { odata } from '@azure/data-tables';
import { MAX_TRANSACTION_ROWS } from '../../lib/store/table-limits.js';
import { upsertAll } from '../../lib/store/transactions.js';
import { localServices } from './local-tables.js';

const services = localServices();

async function rowsOf(partition: string): Promise<number> {
  const keys: (string | undefined)[] = [];
  const rows = services().tables.Sessions.listEntities({ queryOptions: { filter: odata`PartitionKey eq ${partition}` } });
  for await (const { rowKey } of rows) keys.push(rowKey);
  return keys.length;
}

describe('many rows of one partition', () => {
  it.each([0, 1, MAX_TRANSACTION_ROWS - 1, MAX_TRANSACTION_ROWS, MAX_TRANSACTION_ROWS + 1, 250])(
    '%i are written, and writing them again changes nothing',
    async (count) => {
      const partition = `rows-${count}`;
      const rows = Array.from({ length: count }, (_, index) => ({ partitionKey: partition, rowKey: String(index), text: 'x' }));
      await upsertAll(services().tables.Sessions, rows);
      await upsertAll(services().tables.Sessions, rows);
      expect(await rowsOf(partition)).toBe(count);
    },
  );

  it('are split where their bytes exceed what a transaction takes', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({
      partitionKey: 'large',
      rowKey: String(index),
      ...Object.fromEntries(Array.from({ length: 10 }, (_unused, part) => [`part${part}`, Buffer.alloc(60_000, 1)])),
    }));
    await upsertAll(services().tables.Sessions, rows);
    expect(await rowsOf('large')).toBe(20);
  });
});
