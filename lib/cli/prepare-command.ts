import { createStorage, openServices } from '../services.js';
import { saveTenant } from '../store/tenant-table.js';
import { issueToken } from '../tenants/token.js';
import type { Terminal } from './terminal.js';

/** The emulator's own connection string, by the name that all of Azure's tools know. */
const EMULATOR = 'UseDevelopmentStorage=true';

/**
 * `mailflow prepare`: creates containers and tables where `Uploads` and `Results` of the environment point (by default the storage emulator on
 * its usual ports), and onboards a tenant with one server.
 */
export async function prepareCommand(
  { tenant, server }: { readonly tenant: string; readonly server: string },
  terminal: Terminal,
): Promise<void> {
  const { Uploads, Uploads__blobServiceUri } = process.env;
  const configured = Uploads !== undefined || Uploads__blobServiceUri !== undefined;
  const environment = configured ? process.env : { Uploads: EMULATOR, Results: EMULATOR };
  try {
    await createStorage(environment);
  } catch (error) {
    if (configured) throw error;
    throw new Error(
      'the storage emulator does not answer on its usual ports. Start it in another terminal: npx azurite --skipApiVersionCheck',
      { cause: error },
    );
  }
  const { tables } = openServices(environment);
  await saveTenant(tables, { id: tenant, name: tenant });
  terminal.say(`Containers and tables exist. Tenant “${tenant}”, server “${server}”:`);
  terminal.say(`  shipper’s token  ${await issueToken(tables, { kind: 'shipper', tenant, server })}`);
  terminal.say(`  operator’s token ${await issueToken(tables, { kind: 'query', tenants: [tenant], role: 'operator' })}`);
  const admin = { kind: 'query', tenants: '*', role: 'admin' } as const;
  terminal.say(`  administrator    ${await issueToken(tables, admin, { name: 'the first administrator' })}`);
  terminal.say('They are shown this once.');
}
