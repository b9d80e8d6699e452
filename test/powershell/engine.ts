import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(__dirname, 'engine');

/** What PowerShell's parser says of a script. */
export interface Parsed {
  readonly errors: readonly string[];
  readonly functions: readonly string[];
  readonly commands: readonly string[];
  readonly members: readonly string[];
  readonly types: readonly string[];
  readonly newer: readonly string[];
  readonly help: string | null;
  readonly requires: string | null;
  readonly binding: readonly string[] | null;
}

export interface ScriptRun {
  /** Cmdlets of Windows or Exchange, as functions: a file beside the engine. */
  readonly stubs: string;
  readonly script: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** PowerShell itself, as its authors publish it for .NET: its parser, and a runspace in which scripts run beside stubs. */
export class PowerShellEngine {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws when there is no .NET SDK, or the engine can't be built with it */
  static build(): PowerShellEngine {
    if (spawnSync('dotnet', ['--version']).status !== 0) {
      throw new Error(
        'To hold the PowerShell scripts against PowerShell takes a .NET SDK (10 or newer), and there is no “dotnet” on the PATH.',
      );
    }
    const folder = mkdtempSync(join(tmpdir(), 'mailflow-powershell-'));
    // What comes and goes in the tree would be met by whatever reads it meanwhile, such as the linter.
    const intermediate = `-p:BaseIntermediateOutputPath=${join(folder, 'obj')}/`;
    const built = spawnSync('dotnet', ['build', PROJECT, intermediate, '--output', folder, '--verbosity', 'quiet', '--nologo'], {
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(`test/powershell/engine cannot be built:\n${built.stdout}${built.stderr}`);
    return new PowerShellEngine(folder);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  parse(script: string): Parsed {
    return JSON.parse(execFileSync('dotnet', [this.#program, 'parse', script], { encoding: 'utf8' })) as Parsed;
  }

  /** In Germany, where a comma stands where the point does, and a point between thousands. */
  run({ stubs, script, parameters = {}, environment = {} }: ScriptRun): { readonly code: number | null; readonly said: string } {
    const named = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    const run = spawnSync('dotnet', [this.#program, 'run', join(PROJECT, stubs), 'de-DE', script, ...named], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'Europe/Berlin', ...environment },
    });
    return { code: run.status, said: run.stdout + run.stderr };
  }

  get #program(): string {
    return join(this.#folder, 'engine.dll');
  }
}
