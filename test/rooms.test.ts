import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Import {
  readonly from: string;
  readonly imported: string;
}

const UPWARD: readonly Import[] = [
  { from: 'lib/log/record.ts', imported: '../diagnosis/rule.js' },
  { from: 'lib/diagnosis/rule.ts', imported: '../store/keys.js' },
  { from: 'lib/diagnosis/rules/index.ts', imported: '../../store/keys.js' },
  { from: 'lib/watch/watch.ts', imported: '../store/keys.js' },
  { from: 'lib/correlation/correlate.ts', imported: '../watch/watch.js' },
  { from: 'lib/store/keys.ts', imported: '../api/problem.js' },
  { from: 'lib/shipper/ship.ts', imported: '../store/keys.js' },
  { from: 'lib/shipper/ship.ts', imported: '../tenants/token.js' },
  { from: 'lib/api/problem.ts', imported: '../services.js' },
  { from: 'lib/ingest/ingest-log-chunk.ts', imported: '../upkeep/find-lost-uploads.js' },
  { from: 'lib/host/host.ts', imported: '../../functions/index.js' },
];

const DOWNWARD: readonly Import[] = [
  { from: 'lib/diagnosis/rule.ts', imported: '../log/record.js' },
  { from: 'lib/watch/watch.ts', imported: '../correlation/correlate.js' },
  { from: 'lib/tenants/token.ts', imported: '../store/keys.js' },
  { from: 'lib/upkeep/find-lost-uploads.ts', imported: '../ingest/ingest-log-chunk.js' },
  { from: 'lib/shipper/ship.ts', imported: '../contract/uploads.js' },
  { from: 'lib/cli/mailflow.ts', imported: '../../functions/index.js' },
];

interface Verdict {
  /** For each import, whether the linter allows it. */
  readonly allowed: readonly boolean[];
  /** The rooms, lowest first. */
  readonly levels: readonly (readonly string[])[];
}

/** Asks the linter, in a process of its own: its configuration is an ES module. */
function lint(imports: readonly Import[]): Verdict {
  const output = execFileSync(process.execPath, [join(__dirname, 'lint-imports.mjs')], {
    input: JSON.stringify(imports),
    encoding: 'utf8',
  });
  return JSON.parse(output) as Verdict;
}

describe('imports between the rooms of lib/', () => {
  it('run downward', () => {
    expect(lint(DOWNWARD).allowed).toEqual(DOWNWARD.map(() => true));
  });

  it('never run upward, and the shipper knows nothing of the cloud side', () => {
    expect(lint(UPWARD).allowed).toEqual(UPWARD.map(() => false));
  });

  it('are drawn in docs/architecture.md as the linter has them', () => {
    const page = readFileSync(join(__dirname, '../docs/architecture.md'), 'utf8');
    const drawn = [...page.matchAll(/^\| (\d+) +\| `lib\/(\w+)/gm)].map(([, level, room]) => `${room ?? ''} ${level ?? ''}`);
    const enforced = lint([]).levels.flatMap((rooms, height) => rooms.map((room) => `${room} ${height + 1}`));
    expect(drawn.sort()).toEqual(enforced.sort());
  });
});
