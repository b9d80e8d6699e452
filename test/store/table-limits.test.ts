import { randomBytes } from 'node:crypto';
import type { TableEntity } from '@azure/data-tables';
import { activityOf, HourTally, MAX_HOSTS, type HourOfActivity } from '../../lib/diagnosis/hourly-activity.js';
import { CHUNK_LIMITS } from '../../lib/ingest/chunk-limits.js';
import { readActivity, readHealthyFrom, saveActivity } from '../../lib/store/activity-table.js';
import {
  admitRow,
  admitTransaction,
  entityBytes,
  MAX_ENTITY_BYTES,
  MAX_KEY_BYTES,
  MAX_PROPERTIES,
  MAX_PROPERTY_BYTES,
  MAX_TRANSACTION_BYTES,
  MAX_TRANSACTION_ROWS,
  TableLimitExceeded,
} from '../../lib/store/table-limits.js';
import { localServices } from './local-tables.js';
import { strictTables } from './strict-tables.js';

const services = localServices();

type Row = TableEntity;

let rows = 0;

function row(columns: Readonly<Record<string, unknown>> = {}): Row {
  return { partitionKey: 'limits', rowKey: String((rows += 1)), ...columns };
}

/** A row that Azure counts as this many bytes. */
function rowOf(bytes: number): Row {
  const full = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`part${index}`, Buffer.alloc(MAX_PROPERTY_BYTES, 1)]));
  const base = row({ ...full, rest: Buffer.alloc(0) });
  return { ...base, rest: Buffer.alloc(bytes - entityBytes(base), 1) };
}

function properties(count: number): Row {
  return row(Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index])));
}

describe('a row that Azure would refuse is refused before it is sent, and one at the limit is written', () => {
  it.each([
    {
      told: 'a text',
      fits: () => row({ text: 'ü'.repeat(MAX_PROPERTY_BYTES / 2) }),
      not: () => row({ text: 'x'.repeat(MAX_PROPERTY_BYTES / 2 + 1) }),
      says: /“text” has 65538 bytes; 65536 are admitted/,
    },
    {
      told: 'bytes',
      fits: () => row({ bytes: Buffer.alloc(MAX_PROPERTY_BYTES) }),
      not: () => row({ bytes: Buffer.alloc(MAX_PROPERTY_BYTES + 1) }),
      says: /“bytes” has 65537 bytes/,
    },
    {
      told: 'properties',
      fits: () => properties(MAX_PROPERTIES),
      not: () => properties(MAX_PROPERTIES + 1),
      says: /253 properties; 252 are admitted/,
    },
    {
      told: 'all of it',
      fits: () => rowOf(MAX_ENTITY_BYTES),
      not: () => rowOf(MAX_ENTITY_BYTES + 1),
      says: /A row has 1048577 bytes; 1048576/,
    },
    {
      told: 'a key',
      fits: () => ({ ...row(), rowKey: 'k'.repeat(MAX_KEY_BYTES / 2) }),
      not: () => ({ ...row(), rowKey: 'k'.repeat(MAX_KEY_BYTES / 2 + 1) }),
      says: /A rowKey has 1026 bytes; 1024 are admitted/,
    },
    ...['/', '\\', '#', '?', '\t', '\u0085'].map((character) => ({
      told: `a key with ${JSON.stringify(character)}`,
      fits: () => row(),
      not: () => ({ ...row(), partitionKey: `a${character}b` }),
      says: /A partitionKey holds a character that no key may hold/,
    })),
  ])('for $told', ({ fits, not, says }) => {
    expect(() => {
      admitRow(fits());
    }).not.toThrow();
    expect(() => {
      admitRow(not());
    }).toThrow(says);
  });

  it('for a transaction: of its rows, its bytes, and what it is made of', () => {
    const admitted = (entities: readonly Row[]) => () => {
      admitTransaction(entities);
    };
    const many = (count: number) => Array.from({ length: count }, () => row());
    expect(admitted(many(MAX_TRANSACTION_ROWS))).not.toThrow();
    expect(admitted(many(MAX_TRANSACTION_ROWS + 1))).toThrow(/101 rows; 100 are admitted/);
    const large = (bytes: number) => Array.from({ length: 50 }, () => row({ bytes: Buffer.alloc(bytes) }));
    expect(admitted(large(58_000))).not.toThrow();
    expect(admitted(large(62_000))).toThrow(new RegExp(`bytes; ${MAX_TRANSACTION_BYTES} are admitted`));
    expect(admitted([row(), { ...row(), partitionKey: 'other' }])).toThrow(/several partitions/);
    const twice = row();
    expect(admitted([twice, twice])).toThrow(/a row twice/);
  });

  it('whatever writes it', async () => {
    const { Sessions } = services().tables;
    const tooLarge = { ...row(), rowKey: 'a/b' };
    for (const write of [
      Sessions.createEntity(tooLarge),
      Sessions.upsertEntity(tooLarge, 'Merge'),
      Sessions.updateEntity(tooLarge, 'Replace'),
      Sessions.submitTransaction([['create', tooLarge]]),
      Sessions.submitTransaction([
        ['upsert', row()],
        ['upsert', { ...row(), partitionKey: 'other' }],
      ]),
    ])
      await expect(write).rejects.toThrow(TableLimitExceeded);
    await Sessions.createEntity(properties(MAX_PROPERTIES));
  });
});

describe('an hour of a server that faces the internet', () => {
  const source = { tenant: 'contoso', server: 'EX01', stream: 'hub/smtp-receive' } as const;
  const HOURS = Array.from({ length: 24 }, (_, hour) => `2024-05-14T${String(hour).padStart(2, '0')}`);

  const CONNECTORS = Array.from({ length: CHUNK_LIMITS.connectors }, () => `EX01\\${randomBytes(30).toString('base64')}`);

  /** As many hosts and connectors as there may be, which no compression makes small. */
  function busiest(hour: string, hosts: number): HourOfActivity {
    const tally = new HourTally();
    for (let number = 0; number < hosts; number += 1)
      tally.add(
        activityOf(
          {
            connector: CONNECTORS[number % CONNECTORS.length] ?? '',
            direction: 'receive',
            sessionId: randomBytes(8).toString('hex').toUpperCase(),
            startedAt: Date.parse(`${hour}:00:00Z`) + Math.floor(Math.random() * 3_600_000),
            duration: Math.floor(Math.random() * 100_000),
            outcome: 'delivered',
            tlsVersion: 'TLS 1.2',
            rule: undefined,
            mail: { messages: 1, recipients: 2, bytes: 1000 + number },
            host: randomBytes(16)
              .toString('hex')
              .replace(/(.{4})(?=.)/g, '$1:'),
          },
          `RECV2024051409-1.LOG@20240514T090000000Z/${randomBytes(8).toString('hex')}`,
        ),
      );
    return tally.total();
  }

  it('fits into a row with as many hosts as it tells apart, and with more it says that it does not tell', async () => {
    const tables = strictTables();
    for (const [hour, count] of [
      ['2024-05-14T09', MAX_HOSTS],
      ['2024-05-14T10', 2 * MAX_HOSTS],
    ] as const) {
      const half = Math.ceil(count / 2);
      for (const chunk of ['a', 'b']) await saveActivity(tables, source, [{ hour, owner: { chunk }, activity: busiest(hour, half) }]);
    }
    const told: (number | null)[] = [];
    for await (const { healthy } of readHealthyFrom(tables, source, '2024')) told.push(healthy && Object.keys(healthy).length);
    expect(told).toEqual([MAX_HOSTS, null]);
  }, 60_000);

  it('is written with the others of its day although all their sums together exceed what a transaction takes', async () => {
    const tables = strictTables();
    const day = HOURS.map((hour) => ({ hour, activity: busiest(hour, MAX_HOSTS / 2) }));
    await saveActivity(
      tables,
      source,
      day.map((of) => ({ ...of, owner: { chunk: 'a' } })),
    );
    const small = HOURS.map((hour) => ({ hour, owner: { chunk: 'b' }, activity: busiest(hour, 1) }));
    await saveActivity(tables, source, small);
    const hours: string[] = [];
    for await (const { hour } of readActivity(tables, source, '2024', '2025')) hours.push(hour);
    expect(hours).toEqual(HOURS);
  }, 60_000);
});
