import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diagnoseCommand, type DiagnoseOptions } from '../../lib/cli/diagnose/diagnose-command.js';
import { recordingTerminal } from './recording-terminal.js';

/** A folder that each test of a file has for itself, empty at first. */
export function ownFolder(): {
  readonly path: string;
  /** Returns where the file is. */
  readonly write: (name: string, bytes: Buffer | string) => string;
} {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'mailflow-cli-'));
  });
  afterEach(() => {
    rmSync(path, { recursive: true });
  });
  return {
    get path() {
      return path;
    },
    write: (name, bytes) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      return file;
    },
  };
}

/** What `mailflow diagnose` says. */
export async function diagnose(
  paths: readonly string[],
  options: DiagnoseOptions = {},
): Promise<{ code: number; said: string; complained: string }> {
  const terminal = recordingTerminal();
  const code = await diagnoseCommand(paths, options, terminal);
  return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
}
