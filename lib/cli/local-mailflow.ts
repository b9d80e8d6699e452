import { startStorage } from '../host/azurite.js';
import { startHost, type Host, type HostOptions } from '../host/host.js';
import { createStorage, services } from '../services.js';
import { saveTenant, type Tenant } from '../store/tenant-table.js';
import { issueToken } from '../tenants/token.js';

/** Mailflow on one machine: the storage emulator, and the function app in the embedded host. */
export interface LocalMailflow {
  readonly host: Host;
  /** Adds a tenant with one server. @returns a shipper's token for it, and an operator's query token. */
  onboard(tenant: Tenant, server: string): Promise<{ readonly shipperToken: string; readonly queryToken: string }>;
  /** Makes a token of an administrator of all tenants. */
  administrate(): Promise<string>;
  close(): Promise<void>;
}

export type LocalOptions = Pick<HostOptions, 'onLog' | 'onInvocation' | 'blobRetryMilliseconds' | 'blobPollMilliseconds'> & {
  readonly port: number;
};

/**
 * Starts all of it in this process. The functions read their connections from the environment, as they do in Azure, so it is set here.
 *
 * @throws when the port is in use; nothing is left running then.
 */
export async function startLocalMailflow(options: LocalOptions): Promise<LocalMailflow> {
  const storage = await startStorage();
  try {
    const connections = {
      Uploads: storage.connectionString,
      Results: storage.connectionString,
      AzureWebJobsStorage: storage.connectionString,
    };
    Object.assign(process.env, connections);
    await createStorage(process.env);
    const host = await startHost({
      ...options,
      connections,
      // As in host.json: routes are declared whole.
      routePrefix: '',
      loadFunctions: () => import('../../functions/index.js').then(() => undefined),
    });
    return {
      host,
      async onboard(tenant, server) {
        const { tables } = services();
        await saveTenant(tables, tenant);
        return {
          shipperToken: await issueToken(tables, { kind: 'shipper', tenant: tenant.id, server }),
          queryToken: await issueToken(tables, { kind: 'query', tenants: [tenant.id], role: 'operator' }),
        };
      },
      administrate: () =>
        issueToken(services().tables, { kind: 'query', tenants: '*', role: 'admin' }, { name: 'the first administrator' }),
      async close() {
        await host.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
