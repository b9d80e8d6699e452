import { DEFAULT_SETTINGS, findTenant, listTenants, saveTenant, saveTenantSettings } from '../../lib/store/tenant-table.js';
import { localServices } from './local-tables.js';

const services = localServices();

describe('a tenant in the tables', () => {
  it('has the settings that were made, for the rest those by default, and keeps them when it is renamed', async () => {
    const { tables } = services();
    await saveTenant(tables, { id: 'contoso', name: 'Contoso' });
    expect(await findTenant(tables, 'contoso')).toMatchObject({ id: 'contoso', name: 'Contoso', settings: DEFAULT_SETTINGS });
    expect(await saveTenantSettings(tables, 'contoso', { retentionDays: 30 })).toBe(true);
    await saveTenant(tables, { id: 'contoso', name: 'Contoso AG' });
    const contoso = { id: 'contoso', name: 'Contoso AG', settings: { ...DEFAULT_SETTINGS, retentionDays: 30 } };
    expect(await findTenant(tables, 'contoso')).toMatchObject(contoso);
    expect(await listTenants(tables)).toMatchObject([contoso]);
  });

  it('settings of a tenant that is not there make none', async () => {
    const { tables } = services();
    expect(await saveTenantSettings(tables, 'nobody', { retentionDays: 30 })).toBe(false);
    expect(await findTenant(tables, 'nobody')).toBeUndefined();
  });
});
