import { deleteToken, findToken, type TokenAddress } from '../../lib/store/token-table.js';
import { rotateToken } from '../../lib/tenants/rotate-token.js';
import { makeToken, noteTokenUse, verifyToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const NOON = new Date('2026-03-02T12:00:00Z');
const DAY = 86_400_000;
const later = (days: number) => new Date(NOON.getTime() + days * DAY);

const made = (days?: number) => {
  const expiresAt = days === undefined ? undefined : later(days);
  const grant = { kind: 'shipper', tenant: 'contoso', server: 'EX01', expiresAt } as const;
  return makeToken(services().tables, grant, { name: 'shipper of EX01', createdBy: 'anna', now: NOON });
};

async function rotated(address: TokenAddress, now = NOON) {
  const rotation = await rotateToken(services().tables, address, 'shipper', now);
  if (rotation.result !== 'rotated') throw new Error(rotation.result);
  return rotation;
}

const isValid = async (text: string, now = NOON) => (await verifyToken(services().tables, text, now)) !== undefined;

async function use(text: string): Promise<void> {
  const token = await verifyToken(services().tables, text, NOON);
  if (token !== undefined) await noteTokenUse(services().tables, token, NOON);
}

describe('a shipper that takes a new token', () => {
  it('has the same right with it, and the old one for a day', async () => {
    const old = await made();
    const { token, oldExpiresAt } = await rotated(old);
    expect((await verifyToken(services().tables, token.text, NOON))?.grant).toEqual((await findToken(services().tables, token))?.grant);
    expect(await verifyToken(services().tables, token.text, NOON)).toMatchObject({ grant: { tenant: 'contoso', server: 'EX01' } });
    expect(oldExpiresAt).toEqual(later(1));
    expect(await isValid(old.text, later(0.99))).toBe(true);
    expect(await isValid(old.text, later(1))).toBe(false);
    expect(await isValid(token.text, later(1000))).toBe(true);
  });

  it('that did not keep it asks again, and the lost one ends', async () => {
    const old = await made();
    const [lost, kept] = [await rotated(old), await rotated(old)];
    expect(await isValid(lost.token.text)).toBe(false);
    expect(await isValid(kept.token.text)).toBe(true);
  });

  it('can’t take a third one with the first, once the second was used or revoked', async () => {
    const [used, revoked] = [await made(), await made()];
    await use((await rotated(used)).token.text);
    await deleteToken(services().tables, (await rotated(revoked)).token);
    for (const old of [used, revoked]) {
      expect(await rotateToken(services().tables, old, 'shipper', NOON)).toEqual({ result: 'replaced-already' });
    }
  });

  it('lets no token live longer than it was meant to: the new one has as long a life', async () => {
    const old = await made(10);
    const first = await rotated(old, later(5));
    expect((await findToken(services().tables, first.token))?.grant.expiresAt).toEqual(later(15));
    const again = await rotated(old, later(5.5));
    expect((await findToken(services().tables, again.token))?.grant.expiresAt).toEqual(later(15.5));
    expect((await rotated(await made(0.5))).oldExpiresAt).toEqual(later(0.5));
  });

  it('gets one valid token, however many ask at once', async () => {
    const old = await made();
    const rotations = await Promise.all([1, 2, 3].map(() => rotateToken(services().tables, old, 'shipper', NOON)));
    const texts = rotations.flatMap((rotation) => (rotation.result === 'rotated' ? [rotation.token.text] : []));
    const valid = await Promise.all(texts.map((text) => isValid(text)));
    expect(valid.filter(Boolean)).toHaveLength(1);
  });
});
