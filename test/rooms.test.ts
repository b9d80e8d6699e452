import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Import {
  readonly from: string;
  readonly imported: string;
}

const UPWARD: readonly Import[] = [
  { from: 'lib/log/record.ts', imported: '../diagnosis/rule.js' },
  { from: 'lib/diagnosis/rule.ts', imported: '../store/keys.js' },
  { from: 'lib/diagnosis/rules/index.ts', imported: '../../store/keys.js' },
  { from: 'lib/store/keys.ts', imported: '../api/problem.js' },
  { from: 'lib/shipper/ship.ts', imported: '../store/keys.js' },
  { from: 'lib/shipper/ship.ts', imported: '../tenants/token.js' },
  { from: 'lib/api/problem.ts', imported: '../services.js' },
  { from: 'lib/host/host.ts', imported: '../../functions/index.js' },
];

const DOWNWARD: readonly Import[] = [
  { from: 'lib/diagnosis/rule.ts', imported: '../log/record.js' },
  { from: 'lib/tenants/token.ts', imported: '../store/keys.js' },
  { from: 'lib/shipper/ship.ts', imported: '../contract/uploads.js' },
  { from: 'lib/cli/mailflow.ts', imported: '../../functions/index.js' },
];

/** Whether the linter allows each import. In a process of its own: the linter's configuration is an ES module. */
function allowed(imports: readonly Import[]): readonly boolean[] {
  const output = execFileSync(process.execPath, [join(__dirname, 'lint-imports.mjs')], {
    input: JSON.stringify(imports),
    encoding: 'utf8',
  });
  return JSON.parse(output) as boolean[];
}

describe('imports between the rooms of lib/', () => {
  it('run downward', () => {
    expect(allowed(DOWNWARD)).toEqual(DOWNWARD.map(() => true));
  });

  it('never run upward, and the shipper knows nothing of the cloud side', () => {
    expect(allowed(UPWARD)).toEqual(UPWARD.map(() => false));
  });
});
