import fc from 'fast-check';
import { EMPTY_INVENTORY, itemsOf, mergeInventory } from '../../lib/inventory/inventory.js';
import { readExport, type AnyInventoryExport } from '../../lib/inventory/read-export.js';

function queuesAt(collectedAt: string | undefined, messages: number, server = 'EX01'): AnyInventoryExport {
  const items = [{ Identity: 'EX01\\42', NextHopDomain: 'contoso.com', MessageCount: messages }];
  const json = collectedAt === undefined ? items : { mailflow: 1, kind: 'queues', server, collectedAt, items };
  return readExport(Buffer.from(JSON.stringify(json)));
}

const MORNING = queuesAt('2026-09-30T06:00:00Z', 3);
const EVENING = queuesAt('2026-09-30T18:00:00Z', 117);
const UNDATED = queuesAt(undefined, 8);
const DOMAINS = readExport(Buffer.from('[{"DomainName":"contoso.com","DomainType":0}]'));

describe('the inventory of a server', () => {
  it('of each kind the newest', () => {
    const inventory = mergeInventory(EMPTY_INVENTORY, EVENING, DOMAINS, MORNING, UNDATED);
    expect(itemsOf(inventory, 'queues')).toMatchObject([{ messageCount: 117 }]);
    expect(itemsOf(inventory, 'accepted-domains')).toHaveLength(1);
    expect(inventory.server).toBe('EX01');
  });

  it('no export of a kind is not the same as none being there', () => {
    const noQueues = readExport(Buffer.from('[]'), { kind: 'queues' });
    expect(itemsOf(EMPTY_INVENTORY, 'queues')).toBeUndefined();
    expect(itemsOf(mergeInventory(EMPTY_INVENTORY, noQueues), 'queues')).toEqual([]);
  });

  it('whatever the order and however often the exports come', () => {
    const certificates = ['IIS', 'SMTP'].map((services) =>
      readExport(Buffer.from(JSON.stringify([{ Thumbprint: 'A'.repeat(40), Services: services }])), { collectedAt: 0 }),
    );
    const moreDomains = readExport(Buffer.from('[{"DomainName":"fabrikam.com","DomainType":0}]'));
    const all = [MORNING, EVENING, UNDATED, DOMAINS, moreDomains, ...certificates];
    const expected = mergeInventory(EMPTY_INVENTORY, ...all);
    const arrivals = fc
      .shuffledSubarray(all, { minLength: all.length })
      .chain((order) => fc.subarray(all).map((again) => [...order, ...again]));
    fc.assert(
      fc.property(arrivals, (exports) => {
        expect(mergeInventory(EMPTY_INVENTORY, ...exports)).toEqual(expected);
      }),
    );
  });

  it('short and full name are one server; two servers are never mixed', () => {
    const fullName = queuesAt('2026-09-30T07:00:00Z', 5, 'ex01.contoso.local');
    expect(mergeInventory(EMPTY_INVENTORY, MORNING, fullName).server).toBe('ex01.contoso.local');
    const other = queuesAt('2026-09-30T07:00:00Z', 5, 'EX02');
    expect(() => mergeInventory(EMPTY_INVENTORY, MORNING, other)).toThrow('different servers: “EX01” and “EX02”');
  });
});
