import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the compiled scanner stands, as TypeScript: so that it is bundled like any other source. */
export const PROGRAM = 'lib/log/scanner-program.ts';

/** Compiles lib/log/assembly with AssemblyScript, and returns what {@link PROGRAM} has to hold. The same sources give the same bytes. */
export function compileScanner(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-scanner-'));
  const compiled = join(folder, 'scanner.wasm');
  try {
    execFileSync(
      process.execPath,
      ['node_modules/assemblyscript/bin/asc.js', '--config', 'lib/log/assembly/asconfig.json', '--outFile', compiled],
      {
        stdio: 'inherit',
      },
    );
    return `/** lib/log/assembly, compiled by \`npm run scanner\`. */\nexport const SCANNER_PROGRAM =\n  '${readFileSync(compiled, 'base64')}';\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
