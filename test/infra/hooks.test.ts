import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runningMailflow } from '../e2e/running-mailflow.js';
import { verifyAdminToken, adminTokenIn } from '../../lib/tenants/admin-token.js';

const mailflow = runningMailflow();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailflow-hooks-'));
  await mkdir(join(folder, 'bin'));
  await symlink(process.execPath, join(folder, 'bin/node'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A tool of Azure's that writes down how it is called, and does what this says. */
async function fakeTool(name: string, does: string): Promise<void> {
  const file = join(folder, 'bin', name);
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/calls'\n${does}\n`);
  await chmod(file, 0o755);
}

async function calls(): Promise<string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n');
}

/** Runs a hook as azd does: with azd's environment, from the repository's folder. `others` is where the tools lie that are not faked. */
function runHook(
  name: string,
  environment: Readonly<Record<string, string>>,
  others: readonly string[] = ['/usr/bin', '/bin'],
): Promise<{ code: number; said: string }> {
  const PATH = [join(folder, 'bin'), ...others].join(delimiter);
  return new Promise((resolve) => {
    execFile(
      '/bin/sh',
      [`infra/hooks/${name}.sh`],
      { env: { PATH, MAILFLOW_HOOK_PAUSE: '1', ...environment } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
      },
    );
  });
}

/** What the template's outputs are to azd. */
const DEPLOYED = {
  AZURE_RESOURCE_GROUP: 'rg-mailflow-test',
  MAILFLOW_APP: 'func-mailflow',
  MAILFLOW_UPLOAD_ACCOUNTS: '["uploads0","uploads1"]',
  MAILFLOW_SHARDS: '["0-127","128-255"]',
  MAILFLOW_HOME_ACCOUNT: 'results0',
  MAILFLOW_EVENTS_IDENTITY: 'id-mailflow-events',
};

/** The key is there at the third question; what the deployment is given is kept. */
const AZ = `
case "$*" in
  functionapp*) [ "$(grep -c '^functionapp' "$(dirname "$0")/../calls")" -lt 3 ] && echo false || echo true ;;
  deployment*) for arg in "$@"; do case "$arg" in @*) cp "\${arg#@}" "$(dirname "$0")/../parameters" ;; esac; done ;;
esac`;

describe('after a deployment of the code', () => {
  it('the events are sent as soon as the host has its key, and a canary sings for each account', async () => {
    await fakeTool('az', AZ);
    const environment = { ...DEPLOYED, MAILFLOW_API: mailflow().host.url, MAILFLOW_ADMIN_TOKEN: await mailflow().administrate() };
    const { code, said } = await runHook('postdeploy', environment);
    expect(said).toMatch(/Sending the events.*The canary sings.*The canary sings/s);
    expect(code).toBe(0);
    expect((await calls()).map((call) => call.split(' ').slice(0, 3).join(' '))).toEqual([
      ...Array.from({ length: 3 }, () => 'functionapp keys list'),
      'deployment group create',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'parameters'), 'utf8'))).toMatchObject({
      parameters: {
        functionApp: { value: 'func-mailflow' },
        uploadAccounts: { value: ['uploads0', 'uploads1'] },
        deadLetterAccount: { value: 'results0' },
        eventsIdentity: { value: 'id-mailflow-events' },
      },
    });
  });

  it('it fails, and says so, when the events cannot be sent', async () => {
    await fakeTool('az', 'case "$*" in functionapp*) echo true ;; *) exit 1 ;; esac');
    const { code, said } = await runHook('postdeploy', DEPLOYED);
    expect([code, said]).toEqual([1, expect.stringContaining('azd hooks run postdeploy')]);
  });

  it('it says what is missing where there is no Azure CLI, and no environment of azd', async () => {
    expect(await runHook('postdeploy', DEPLOYED, [])).toMatchObject({ code: 1, said: expect.stringContaining('“az” is missing') });
    expect(await runHook('postdeploy', {})).toMatchObject({ code: 1, said: expect.stringContaining('AZURE_RESOURCE_GROUP is not set') });
  });
});

describe('before the first deployment', () => {
  it('an administrator’s token is made: the app gets its hash, and azd keeps it for whoever deploys', async () => {
    await fakeTool('azd', '');
    expect((await runHook('preprovision', {})).code).toBe(0);
    const [token = '', setting = ''] = (await calls()).map((call) => call.split(' ')[3] ?? '');
    expect(await calls()).toEqual([`env set MAILFLOW_ADMIN_TOKEN ${token}`, `env set MAILFLOW_ADMIN_TOKEN_HASH ${setting}`]);
    expect(verifyAdminToken(adminTokenIn(setting), token)).toMatchObject({ role: 'admin', tenants: '*' });
  });

  it('none is made where there was one, or was none on purpose', async () => {
    expect(await runHook('preprovision', { MAILFLOW_ADMIN_TOKEN_HASH: 'none' })).toEqual({ code: 0, said: '' });
  });
});

describe('infra/hooks', () => {
  it('are the same in PowerShell as in sh', async () => {
    for (const name of ['preprovision', 'postdeploy']) {
      expect(await readFile(`infra/hooks/${name}.sh`, 'utf8')).toBe(`#!/bin/sh\nexec node infra/hooks/${name}.mjs\n`);
      expect(await readFile(`infra/hooks/${name}.ps1`, 'utf8')).toBe(`node infra/hooks/${name}.mjs\nexit $LASTEXITCODE\n`);
    }
  });
});
