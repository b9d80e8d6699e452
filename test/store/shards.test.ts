import fc from 'fast-check';
import { numbered, Shards, slotOf, SLOTS } from '../../lib/store/shards.js';

/** The number of each tenant's account, by a setting. */
function accountsOf(tenants: readonly string[], ...slots: readonly string[]): readonly number[] {
  const shards = Shards.in(slots.length === 0 ? {} : { MAILFLOW_SHARDS: JSON.stringify(slots) });
  return tenants.map((tenant) => shards.of(tenant));
}

const tenantIds = fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}[a-z0-9]$/), { minLength: 1, maxLength: 50 });

describe('the map from tenants to storage accounts', () => {
  it('has one account where nothing is set', () => {
    expect(accountsOf(['contoso', 'fabrikam', 'tailspin'])).toEqual([0, 0, 0]);
    expect(Shards.in({}).all).toEqual([0]);
  });

  it('gives a name the same slot for ever: with another one its logs and findings would be gone', () => {
    expect(['contoso', 'fabrikam', 'tailspin', 'a'].map(slotOf)).toEqual([17, 151, 229, 202]);
  });

  it('spreads tenants evenly', () => {
    const tenants = Array.from({ length: 1_000 }, (_, index) => `customer-${index}`);
    const second = accountsOf(tenants, '0-127', '128-255').filter((account) => account === 1).length;
    expect(second).toBeGreaterThan(430);
    expect(second).toBeLessThan(570);
  });

  it('moves the tenants of a slot that is moved, and no others; an account that is only made ready moves none', () => {
    fc.assert(
      fc.property(tenantIds, fc.integer({ min: 0, max: SLOTS - 1 }), (tenants, moved) => {
        const all = Array.from({ length: SLOTS }, (_, slot) => String(slot));
        expect(accountsOf(tenants, '0-255', '')).toEqual(accountsOf(tenants));
        const rest = all.filter((slot) => Number(slot) !== moved).join(',');
        expect(accountsOf(tenants, rest, String(moved))).toEqual(tenants.map((tenant) => (slotOf(tenant) === moved ? 1 : 0)));
      }),
    );
  });

  it.each([
    { told: 'a slot has no account', slots: '["0-100","102-255"]', says: 'slot 101 to no account' },
    { told: 'a slot has two accounts', slots: '["0-128","128-255"]', says: 'slot 128 to two accounts' },
    { told: 'there is no such slot', slots: '["0-256"]', says: 'slot 256' },
    { told: 'it is no list', slots: '2', says: 'JSON list' },
    { told: 'it is no JSON', slots: '0-255', says: 'JSON list' },
    { told: 'a range is no range', slots: '["0-"]', says: 'JSON list' },
    { told: 'it has no account', slots: '[]', says: 'JSON list' },
  ])('is refused when $told: uploads would lie where nobody looks', ({ slots, says }) => {
    expect(() => Shards.in({ MAILFLOW_SHARDS: slots })).toThrow(says);
  });

  it('names what each account has of its own by number, and the first one without', () => {
    expect([0, 1, 2].map((shard) => numbered('Uploads', shard))).toEqual(['Uploads', 'Uploads1', 'Uploads2']);
  });
});
