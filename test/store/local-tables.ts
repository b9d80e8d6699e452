import { startStorage, type LocalStorage } from '../../lib/host/azurite.js';
import { createStorage, openServices, type Services } from '../../lib/services.js';

/** Storage for the tests of one file: Azurite with all tables, opened before the first test and closed after the last. */
export function localServices(): () => Services & { readonly connectionString: string } {
  let storage: LocalStorage | undefined;
  let opened: (Services & { readonly connectionString: string }) | undefined;
  beforeAll(async () => {
    storage = await startStorage();
    const environment = { Uploads: storage.connectionString, Results: storage.connectionString };
    await createStorage(environment);
    opened = { ...openServices(environment), connectionString: storage.connectionString };
  });
  afterAll(() => storage?.close());
  return () => {
    if (opened === undefined) throw new Error('Storage is open only while the tests run.');
    return opened;
  };
}
