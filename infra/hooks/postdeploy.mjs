// After each deployment of the code: sends the events of new blobs to the functions, then the canary.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { giveUp, known, run } from './run.mjs';

const GROUP = known('AZURE_RESOURCE_GROUP');
const APP = known('MAILFLOW_APP');
const TRIES = 60;
const PAUSE_MILLISECONDS = Number(process.env.MAILFLOW_HOOK_PAUSE ?? 10_000);

await untilTheHostHasItsKey();
sendEvents();
sendCanary();

/** The host makes the key of its webhook when it starts with the functions for the first time. Only whether it is there is asked, not what it is. */
async function untilTheHostHasItsKey() {
  const question = ['--query', 'systemKeys.blobs_extension != null', '--output', 'tsv'];
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (run('az', ['functionapp', 'keys', 'list', '--resource-group', GROUP, '--name', APP, ...question], { quiet: true }).text === 'true')
      return;
    await pause(PAUSE_MILLISECONDS);
  }
  giveUp(`The functions of ${APP} do not start. Look at its log stream, then run “azd hooks run postdeploy”.`);
}

function sendEvents() {
  process.stdout.write('Sending the events of new blobs to the functions …\n');
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-'));
  try {
    const file = join(folder, 'events.parameters.json');
    const value = (name) => ({ value: known(name) });
    const parameters = {
      functionApp: { value: APP },
      uploadAccounts: { value: JSON.parse(known('MAILFLOW_UPLOAD_ACCOUNTS')) },
      deadLetterAccount: value('MAILFLOW_HOME_ACCOUNT'),
      eventsIdentity: value('MAILFLOW_EVENTS_IDENTITY'),
    };
    writeFileSync(file, JSON.stringify({ contentVersion: '1.0.0.0', parameters }));
    const deployment = ['--name', 'mailflow-events', '--template-file', 'infra/events.json', '--parameters', `@${file}`];
    const output = ['--only-show-errors', '--output', 'none'];
    if (!run('az', ['deployment', 'group', 'create', '--resource-group', GROUP, ...deployment, ...output]).isDone)
      giveUp('The events of new blobs could not be sent to the functions. When that is mended: azd hooks run postdeploy');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sendCanary() {
  const token = process.env.MAILFLOW_TOKEN ?? process.env.MAILFLOW_ADMIN_TOKEN;
  if (!token) {
    process.stdout.write('No canary was sent: that needs an administrator’s token in MAILFLOW_TOKEN. Then: azd hooks run postdeploy\n');
    return;
  }
  for (const tenant of oneTenantOfEachAccount()) {
    const canary = ['dist/start.js', 'canary', '--api', known('MAILFLOW_API'), '--tenant', tenant];
    const { status } = spawnSync(process.execPath, canary, { stdio: 'inherit', env: { ...process.env, MAILFLOW_TOKEN: token } });
    if (status !== 0) process.exitCode = status ?? 1;
  }
}

/** Each account has an event subscription of its own, which could lead nowhere. One that has no slots yet has no tenants to be tried with. */
function oneTenantOfEachAccount() {
  const { Shards } = createRequire(import.meta.url)(join(process.cwd(), 'dist/lib/store/shards.js'));
  const shards = Shards.in(process.env);
  const names = Array.from({ length: 5_000 }, (_, number) => `mailflow-canary${number === 0 ? '' : `-${number}`}`);
  return shards.all.flatMap((shard) => names.find((name) => shards.of(name) === shard) ?? []);
}
