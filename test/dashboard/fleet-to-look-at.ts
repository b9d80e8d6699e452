import { globalAgent } from 'node:https';
import { services } from '../../lib/services.js';
import { demonstrate } from '../demo/demonstration.js';
import { AUDIENCE, DIRECTORY } from '../tenants/directory.js';
import { giveUpTelling } from './given-up.js';
import { CLIENT_ID, SignInDirectory } from './sign-in-directory.js';

/**
 * The demonstration's fleet, one notification of which was given up, beside a directory with which people sign in; tells the process that started it when
 * both are ready.
 */
async function main(): Promise<void> {
  const directory = new SignInDirectory();
  await directory.start();
  // Entra ID's certificate is one that everybody trusts.
  globalAgent.options.ca = directory.certificate;
  Object.assign(process.env, {
    MAILFLOW_ENTRA_TENANT_ID: DIRECTORY,
    MAILFLOW_ENTRA_AUDIENCE: AUDIENCE,
    MAILFLOW_ENTRA_AUTHORITY: directory.authority,
    MAILFLOW_ENTRA_CLIENT_ID: CLIENT_ID,
  });
  await demonstrate({ tenants: Number(process.env.MAILFLOW_DEMO_TENANTS ?? 200), port: 0, still: true }, (demonstration) => {
    directory.register(`${demonstration.url}/`);
    const [tenant = ''] = Object.values(demonstration.tenants);
    void giveUpTelling(services().tables, tenant).then(() => process.send?.({ ...demonstration, directory: directory.authority }));
  });
  directory.stop();
}

void main();
