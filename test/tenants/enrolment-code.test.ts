import { makeEnrolmentCode, MAX_OPEN_CODES, takeEnrolmentCode } from '../../lib/tenants/enrolment-code.js';
import { listEnrolmentCodes } from '../../lib/store/enrolment-code-table.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const NOON = new Date('2026-03-02T12:00:00Z');
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

async function make(tenant: string, now = NOON): Promise<string> {
  const made = await makeEnrolmentCode(services().tables, tenant, 'anna', now);
  if (made === undefined) throw new Error('Too many are open.');
  return made.code;
}

const take = (code: string, now = NOON, server = 'EX01') => takeEnrolmentCode(services().tables, { code, server }, now);

describe('an enrolment code', () => {
  it('names its tenant, and can be read out on the telephone', async () => {
    expect(await make('contoso')).toMatch(/^contoso\.[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('is taken once', async () => {
    const code = await make('contoso');
    expect(await take(code)).toMatchObject({ tenant: 'contoso', createdBy: 'anna' });
    expect(await take(code)).toBeUndefined();
  });

  it('is taken by one of two that come at once', async () => {
    const code = await make('contoso');
    const taken = await Promise.all([take(code, NOON, 'EX01'), take(code, NOON, 'EX02')]);
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it.each([
    { told: 'in the last second', minutes: 15 - 1 / 60, taken: true },
    { told: 'when a quarter of an hour is over', minutes: 15, taken: false },
  ])('$told it is taken: $taken', async ({ minutes, taken }) => {
    expect((await take(await make('contoso'), later(minutes))) !== undefined).toBe(taken);
  });

  it('is taken however people write it', async () => {
    const code = await make('contoso');
    expect(await take(` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBeDefined();
  });

  it.each([
    { told: 'of another tenant', spoil: (code: string) => code.replace('contoso', 'fabrikam') },
    { told: 'with one letter wrong', spoil: (code: string) => `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}` },
    { told: 'without its tenant', spoil: (code: string) => code.replace('contoso.', '') },
    { told: 'with a key of the tables in it', spoil: () => "contoso' or 'a' eq 'a.7K3M-9QX2-RT5V" },
    { told: 'that is empty', spoil: () => '.' },
  ])('$told is none', async ({ spoil }) => {
    expect(await take(spoil(await make('contoso')))).toBeUndefined();
  });

  it('is stored as a hash alone', async () => {
    const code = await make('hashed');
    const [stored] = await listEnrolmentCodes(services().tables, 'hashed');
    expect(JSON.stringify(stored)).not.toContain(code.slice('hashed.'.length).replaceAll('-', ''));
    expect(JSON.stringify(stored)).not.toContain(code.slice('hashed.'.length));
  });

  it('is refused when too many are open; those that ended long ago are swept out', async () => {
    const { tables } = services();
    for (let count = 0; count < MAX_OPEN_CODES; count += 1) await make('many');
    expect(await makeEnrolmentCode(tables, 'many', 'anna', NOON)).toBeUndefined();
    expect(await makeEnrolmentCode(tables, 'many', 'anna', later(15))).toBeDefined();
    await make('many', later(2 * 24 * 60));
    expect(await listEnrolmentCodes(tables, 'many')).toHaveLength(1);
  });
});
