import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../functions/index.js';
import { registry } from '../../lib/host/registry.js';
import { startCold, type ColdStart } from '../bench/cold-start.js';
import { AUDIENCE, Directory, DIRECTORY } from '../tenants/directory.js';

const APP = 'dist/app';

/** Bytes that are deployed, before they are compressed; a cold start fetches them all. */
const MAX_BYTES = 8 * 1024 * 1024;

const directory = new Directory();
let folder: string;
let start: ColdStart;
let scriptName: string;

beforeAll(async () => {
  // Far from any node_modules: what the package lacks is missing here, as it would be in Azure.
  folder = await mkdtemp(join(tmpdir(), 'mailflow-app-'));
  await cp(APP, folder, { recursive: true });
  await directory.start();
  scriptName = (await readdir('dist/dashboard/assets')).find((file) => /^dashboard-\w+\.js$/.test(file)) ?? '';
  const bearer = `Bearer ${await directory.sign({ roles: ['Mailflow.Reader', 'Mailflow.Tenant.contoso'] })}`;
  start = await startCold(
    join(folder, 'index.js'),
    [
      { path: '/api/v1/tenants' },
      { path: '/api/v1/access', headers: { authorization: bearer } },
      { path: '/' },
      { path: `/assets/${scriptName}` },
    ],
    { MAILFLOW_ENTRA_TENANT_ID: DIRECTORY, MAILFLOW_ENTRA_AUDIENCE: AUDIENCE, MAILFLOW_ENTRA_AUTHORITY: directory.authority },
  );
}, 60_000);

afterAll(async () => {
  directory.stop();
  await rm(folder, { recursive: true });
});

describe('the package that is deployed (npm run build)', () => {
  it('registers the functions of the sources, each with the same trigger', () => {
    const registered = registry.functions.map(({ name, trigger: { bindingName, ...trigger } }) => ({ name, trigger }));
    expect(start.functions).toEqual(JSON.parse(JSON.stringify(registered)));
    expect(registered.length).toBeGreaterThan(20);
  });

  it('answers, with nothing but itself and Node.js: who shows no token is refused, who signed in with Entra ID is known', () => {
    const [refused, known] = start.answers;
    expect(refused?.status).toBe(401);
    expect([known?.status, JSON.parse(known?.body ?? '')]).toEqual([
      200,
      expect.objectContaining({ name: 'Anna Ahrens', tenants: ['contoso'] }),
    ]);
  });

  it('brings the dashboard along: its page, and the script that the page asks for', async () => {
    const [, , page, script] = start.answers;
    expect([page?.status, page?.body]).toEqual([200, await readFile('dist/dashboard/page.html', 'utf8')]);
    expect(script).toEqual({ status: 200, body: await readFile(join('dist/dashboard/assets', scriptName), 'utf8') });
    expect(page?.body).toContain(`/assets/${scriptName}`);
  });

  it('holds host.json as it stands in the repository, and names its module', async () => {
    expect(await readFile(join(APP, 'host.json'), 'utf8')).toBe(await readFile('host.json', 'utf8'));
    expect(JSON.parse(await readFile(join(APP, 'package.json'), 'utf8'))).toMatchObject({ main: 'index.js' });
  });

  it('is small, and no map or source is among it', async () => {
    const files = await readdir(APP, { recursive: true });
    expect(files.filter((file) => /\.(?:map|ts)$/.test(file))).toEqual([]);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(APP, file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);
  });
});
