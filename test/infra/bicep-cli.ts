import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PROJECT = 'infra/bicep-cli';

/** What stands where a template is not as it should be: an error, a warning, or a rule of bicepconfig.json. */
const DIAGNOSTIC = /: (?:Error|Warning|Info) [A-Za-z0-9-]+: /;

/**
 * The Bicep CLI: the one on the PATH, else that of NuGet, which `infra/bicep-cli` restores.
 *
 * @throws {Error} that says what to install, where there is neither.
 */
export function findBicep(): string {
  if (answers('bicep', '--version')) return 'bicep';
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `There is no “bicep” on the PATH, and NuGet’s package is for Linux on x64 alone; this is ${process.platform} on ${process.arch}. Install the Bicep CLI: https://aka.ms/bicep-install`,
    );
  if (!answers('dotnet', '--version'))
    throw new Error(
      'The templates can’t be compiled: there is neither “bicep” nor “dotnet” on the PATH. Install the Bicep CLI (https://aka.ms/bicep-install), or a .NET SDK, with which it is fetched from NuGet.',
    );
  const [, name = '', version = ''] =
    /Include="([^"]+)" Version="\[([^\]]+)\]"/.exec(readFileSync(`${PROJECT}/bicep-cli.csproj`, 'utf8')) ?? [];
  const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget/packages');
  const bicep = join(packages, name.toLowerCase(), version, 'tools/bicep');
  if (!existsSync(bicep)) {
    const obj = join(process.cwd(), 'node_modules/.bicep-cli/');
    execFileSync('dotnet', ['restore', PROJECT, `-p:MSBuildProjectExtensionsPath=${obj}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return bicep;
}

function answers(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Runs the CLI. A warning counts as an error: a property that a type does not know would be found out by a customer’s deployment.
 *
 * @returns what it printed.
 */
export function runBicep(bicep: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(bicep, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0 || DIAGNOSTIC.test(stderr)) throw new Error(`bicep ${args.join(' ')}\n${stderr}${status === 0 ? '' : stdout}`);
  return stdout;
}
