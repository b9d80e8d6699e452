import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { advance, endOfPlan } from '../../lib/shipper/checkpoint.js';
import { Checkpoints } from '../../lib/shipper/checkpoints.js';
import type { Checkpoint } from '../../lib/shipper/memory.js';
import { KnownLogs } from '../../lib/shipper/known-logs.js';
import { remembered } from '../../lib/shipper/remembered.js';

const FOLDERS = ['/logs/hub/', '/logs/hub/archive/'] as const;
const NAMES = ['SEND2019052815-1.LOG', 'SEND2019052816-1.LOG'] as const;
const DATES = ['2019-05-28T15:00:00.000Z', '2019-05-28T16:00:00.000Z'] as const;

const place = fc.record({ folder: fc.constantFrom(...FOLDERS), name: fc.constantFrom(...NAMES) });
const step = fc.oneof(
  fc.record({ does: fc.constant('begin' as const), place, date: fc.constantFrom(...DATES) }),
  fc.record({ does: fc.constantFrom('plan' as const, 'store' as const, 'drop' as const, 'rest' as const), place }),
  fc.record({ does: fc.constant('move' as const), place, to: fc.constantFrom(...FOLDERS) }),
  fc.record({ does: fc.constantFrom('save' as const, 'save and start again' as const, 'save, and a later write is cut short' as const) }),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-checkpoints-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const stateFile = (): string => join(folder, 'state.json');

/** What the disk holds, by path, in an order of its own. */
async function onDisk(): Promise<readonly Checkpoint[]> {
  return byPath((await remembered(stateFile())).memory.files);
}

function byPath(checkpoints: Iterable<Checkpoint>): Checkpoint[] {
  return [...checkpoints].sort((a, b) => (a.path < b.path ? -1 : 1));
}

it('what was saved is what is remembered, by this process and by the next one, in memory or left to the disk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      rmSync(stateFile(), { force: true });
      let logs = new KnownLogs();
      let { checkpoints } = await Checkpoints.load(stateFile(), logs);
      const model = new Map<string, Checkpoint>();
      for (const one of steps) {
        if (!('place' in one)) {
          await checkpoints.save();
          checkpoints.release();
          if (model.size > 0) expect(await onDisk()).toEqual(byPath(model.values()));
          if (one.does === 'save') continue;
          if (one.does !== 'save and start again' && model.size > 0) appendFileSync(stateFile(), '0123456789abcdef {"gone":"/logs/h');
          logs = new KnownLogs();
          ({ checkpoints } = await Checkpoints.load(stateFile(), logs));
          continue;
        }
        const log = logs.folder(one.place.folder).log(one.place.name);
        const known = await checkpoints.at(log);
        expect(known).toEqual(model.get(log.path));
        if (one.does === 'begin') {
          if (known !== undefined) continue;
          const { name } = one.place;
          model.set(log.path, structuredClone(checkpoints.begin({ stream: 'hub/smtp-send', name, date: one.date }, log, 100)));
        }
        if (known === undefined) continue;
        const { offset, line } = endOfPlan(known);
        const [planned] = known.planned;
        if (one.does === 'plan') known.planned.push({ to: { offset: offset + 10, line: line + 1 }, codec: 'br' });
        if (one.does === 'store' && planned !== undefined) advance(known, planned.to);
        if (one.does === 'rest') await checkpoints.rest(log, { size: offset, mtimeMs: 12.5, ino: 7 });
        if (one.does === 'drop') {
          checkpoints.drop(known, 0);
          model.delete(log.path);
          continue;
        }
        if (one.does === 'move') {
          const to = logs.folder(one.to).log(one.place.name);
          if (to !== log && model.has(to.path)) continue;
          model.delete(log.path);
          checkpoints.move(known, to);
        }
        model.set(known.path, structuredClone(known));
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('a log at rest that was woken stays awake until it was seen to, whoever reads its checkpoint before', async () => {
  const logs = new KnownLogs();
  const { checkpoints } = await Checkpoints.load(stateFile(), logs);
  const identity = { stream: 'hub/smtp-send' as const, name: NAMES[0], date: DATES[0] };
  const log = logs.folder(FOLDERS[0]).log(NAMES[0]);
  checkpoints.begin(identity, log, 100);
  await checkpoints.rest(log, { size: 100, mtimeMs: 12.5, ino: 7 });
  await checkpoints.save();
  checkpoints.release();
  expect(log.progress).toBe('at rest');
  log.progress = 'begun';
  expect(await checkpoints.of({ ...identity, date: DATES[1] })).toBeUndefined();
  checkpoints.release();
  expect(log.progress).toBe('begun');
});

describe('thousands of logs', () => {
  const COUNT = 1_500;

  it('are written anew now and then: the file does not grow for ever, and of each log its row is found', async () => {
    const logs = new KnownLogs();
    const { checkpoints } = await Checkpoints.load(stateFile(), logs);
    const all = Array.from({ length: COUNT }, (_, index) => logs.folder('/logs/').log(`SEND20190528${index}-1.LOG`));
    for (const log of all) checkpoints.begin({ stream: 'hub/smtp-send', name: log.name, date: DATES[0] }, log, 1_000);
    const sizes: number[] = [];
    for (let round = 1; round <= 6; round += 1) {
      for (const log of all) {
        const checkpoint = await checkpoints.at(log);
        if (checkpoint !== undefined) checkpoint.position = { offset: round, line: round };
      }
      await checkpoints.save();
      sizes.push(readFileSync(stateFile()).length);
    }
    expect(Math.max(...sizes)).toBeLessThan(4 * (sizes[0] ?? 0));
    checkpoints.release();
    for (const log of all) expect((await checkpoints.at(log))?.position.offset).toBe(6);
    expect((await onDisk()).map(({ position }) => position.offset)).toEqual(all.map(() => 6));
  });
});
