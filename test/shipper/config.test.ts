import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, readConfig } from '../../lib/shipper/config/read-config.js';
import { configSchema } from '../../lib/shipper/config/schema.js';
import { SETTINGS } from '../../lib/shipper/config/settings.js';
import { shipOptions } from '../../lib/shipper/config/ship-options.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const API = 'api: https://mailflow.example\n';

describe('a config file', () => {
  it('needs nothing but the address', () => {
    expect(parseConfig(API, 'shipper.yaml')).toEqual({
      api: 'https://mailflow.example',
      tokenFile: 'token',
      stateFile: 'state.json',
      folders: [],
      exportsFolder: 'exports',
      codec: 'br',
      chunkKiB: 2048,
      chunkAgeSeconds: 10,
      pollSeconds: 2,
      probes: true,
      finishedAfterMinutes: 60,
      cpuPercent: 10,
      priority: 'below-normal',
      heartbeatSeconds: 60,
      eventLog: false,
    });
  });

  it('is YAML or JSON, also as Windows PowerShell writes it; its paths are seen from its folder', async () => {
    const json =
      '{ "api": "https://mailflow.example", "stateFile": "state/here.json", "folders": ["/logs", { "folder": "old", "stream": "hub/smtp-send" }] }';
    mkdirSync(join(folder, 'deep'));
    const file = join(folder, 'deep', 'shipper.json');
    writeFileSync(file, Buffer.from(`\uFEFF${json}`, 'utf16le'));
    expect(await readConfig(file)).toMatchObject({
      tokenFile: join(folder, 'deep', 'token'),
      stateFile: join(folder, 'deep', 'state', 'here.json'),
      folders: ['/logs', { folder: join(folder, 'deep', 'old'), stream: 'hub/smtp-send' }],
    });
  });

  it('knows each setting that is explained, and explains each that it knows', () => {
    expect(Object.keys(configSchema.shape)).toEqual(Object.keys(SETTINGS));
  });

  it.each([
    { told: 'no address', text: 'codec: gz\n', says: 'shipper.yaml: “api” is missing: it should be an https address' },
    {
      told: 'an address without encryption',
      text: 'codec: gz\napi: http://mailflow.example\n',
      says: 'line 2: “api” should be an https address',
    },
    {
      told: 'a slip in a name',
      text: `${API}\ncpuPercentage: 5\n`,
      says: 'line 3: there is no setting “cpuPercentage”; did you mean “cpuPercent”?',
    },
    { told: 'a word for a number', text: `${API}pollSeconds: fast\n`, says: 'line 2: “pollSeconds” should be of type number' },
    { told: 'too large a chunk', text: `# chunks\n${API}chunkKiB: 5000\n`, says: 'line 3: “chunkKiB” is not right: Too big' },
    { told: 'an unknown priority', text: `${API}priority: high\n`, says: 'line 2: “priority” is not right: Invalid option' },
    {
      told: 'an unknown stream',
      text: `${API}folders:\n  - /logs\n  - { folder: /old, stream: hub/send }\n`,
      says: 'line 4: “folders.1” should be a folder’s path',
    },
    {
      told: 'a path in double quotes',
      text: `${API}folders:\n  - "C:\\Program Files"\n`,
      says: /line 3: “folders\.0” .*without quotes or in single quotes/,
    },
    {
      told: 'another path in double quotes',
      text: `${API}folders: [ "D:\\Exports" ]\n`,
      says: /line 2: .*write paths without quotes, or in single quotes/,
    },
    { told: 'a setting given twice', text: `${API}codec: br\ncodec: gz\n`, says: 'line 3: Map keys must be unique' },
    { told: 'a list', text: '- https://mailflow.example\n', says: 'line 1: these are no settings' },
    { told: 'a proxy that is none', text: `${API}proxy: proxy.contoso.com:8080\n`, says: 'line 2: “proxy” should be the proxy’s address' },
  ])('with $told is refused, and the line is named', ({ text, says }) => {
    expect(() => parseConfig(text, 'shipper.yaml')).toThrow(says);
  });

  it('names all its faults at once', () => {
    const parse = () => parseConfig('api: 1\ncodec: zip\nfoo: 1\n', 'shipper.yaml');
    expect(parse).toThrow('line 1');
    expect(parse).toThrow('line 2');
    expect(parse).toThrow('line 3');
  });

  it('does not grow into millions of values by references', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const text = names.map(
      (name, at) =>
        `${name}: &${name} [${Array(9)
          .fill(at === 0 ? 'x' : `*${names[at - 1] ?? ''}`)
          .join()}]`,
    );
    expect(() => parseConfig(text.join('\n'), 'shipper.yaml')).toThrow(/alias/i);
  });
});

describe('what the settings lead to', () => {
  const config = (text = '') => readConfig(written('shipper.yaml', `${API}${text}`));
  const written = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const tokenOf = (source: unknown) => (typeof source === 'function' ? (source as () => Promise<string>)() : source);

  it('the token is read each time, so that it can be renewed', async () => {
    const { token } = await shipOptions(await config(), { environment: {} });
    await expect(tokenOf(token)).rejects.toThrow(/token can't be read \(ENOENT\)/);
    written('token', 'mfs_first\r\n');
    expect(await tokenOf(token)).toBe('mfs_first');
    writeFileSync(join(folder, 'token'), Buffer.from('\uFEFFmfs_second\r\n', 'utf16le'));
    expect(await tokenOf(token)).toBe('mfs_second');
    written('token', '\n');
    await expect(tokenOf(token)).rejects.toThrow(/is empty/);
  });

  it('the variable takes the place of the token file', async () => {
    expect(await tokenOf((await shipOptions(await config(), { environment: {}, token: 'mfs_given' })).token)).toBe('mfs_given');
  });

  it.each(['proxy.contoso.com:8080', 'http://proxy.contoso.com:8080'])('HTTPS_PROXY=%s names the proxy', async (HTTPS_PROXY) => {
    const { wire } = await shipOptions(await config(), { environment: { HTTPS_PROXY, no_proxy: 'direct.example' } });
    const direct = wire.to(new URL('https://direct.example')).agent;
    expect(wire.to(new URL('https://mailflow.example')).agent).not.toBe(direct);
  });

  it('a proxy of the environment that can’t be one is told, and so is a file of authorities that holds none', async () => {
    await expect(shipOptions(await config(), { environment: { https_proxy: 'socks://x' } })).rejects.toThrow('HTTPS_PROXY');
    written('roots.pem', 'no certificate');
    await expect(shipOptions(await config('authoritiesFile: roots.pem\n'), { environment: {} })).rejects.toThrow('holds no certificate');
    await expect(shipOptions(await config('authoritiesFile: gone.pem\n'), { environment: {} })).rejects.toThrow(/gone\.pem can't be read/);
  });
});
