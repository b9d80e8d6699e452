// Before the first deployment: makes the first administrator's token. Its hash goes into the app's settings, the token stays in azd's environment.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { giveUp, run } from './run.mjs';

const ADMIN_TOKEN = 'dist/lib/tenants/admin-token.js';

if (!process.env.MAILFLOW_ADMIN_TOKEN_HASH) {
  if (!existsSync(ADMIN_TOKEN)) {
    for (const args of [
      ['ci', '--no-audit', '--no-fund'],
      ['run', '--silent', 'build'],
    ])
      if (!run('npm', args).isDone) giveUp(`npm ${args.join(' ')} failed.`);
  }
  const { makeAdminToken } = createRequire(import.meta.url)(join(process.cwd(), ADMIN_TOKEN));
  const { text, setting } = makeAdminToken();
  for (const [name, value] of [
    ['MAILFLOW_ADMIN_TOKEN', text],
    ['MAILFLOW_ADMIN_TOKEN_HASH', setting],
  ])
    if (!run('azd', ['env', 'set', name, value]).isDone) giveUp(`azd could not keep ${name}.`);
  process.stdout.write('The first administrator’s token was made. azd keeps it: azd env get-value MAILFLOW_ADMIN_TOKEN\n');
}
