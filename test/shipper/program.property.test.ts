import fc from 'fast-check';
import type { ShipProblem } from '../../lib/shipper/events.js';
import type { Shipper } from '../../lib/shipper/shipper.js';
import type { WrittenLog } from './exchange-server.js';
import { expectOnlyBeginnings, expectServerHolds, expectServerHoldsAll, World } from './world.js';

/**
 * What is proved here: whatever Exchange writes and deletes, whenever the power fails, the line breaks or the shipper starts again, even with its
 * positions lost, damaged, or with old ones, or in turn with another shipper of the same server that cuts elsewhere, the store holds a beginning of each log,
 * each byte once; and as soon as all is well again, each log that still exists up to its last whole record, or, when Exchange has done with
 * it, to its last byte.
 *
 * What can't be proved with these means: that the disk keeps what fsync promised, and that two shippers never ask in the same instant (the
 * state's lock sees to that).
 */
type Action =
  | { readonly does: 'writes' | 'writes half a line'; readonly log: number; readonly lines: number }
  | { readonly does: 'ends half a line' | 'begins again' | 'deletes'; readonly log: number }
  | { readonly does: 'ships' | 'polls' | 'restarts with the other compression' }
  | { readonly does: 'time passes'; readonly seconds: number }
  | { readonly does: 'the state is lost' | 'the state is copied' | 'the copy is put back' }
  | { readonly does: 'the end of the state is damaged'; readonly bytes: number }
  | { readonly does: 'another shipper ships' | 'another shipper polls' | 'an hour passes' }
  | { readonly does: 'power fails'; readonly when: 'before' | 'after'; readonly door: 'grants' | 'store'; readonly later: number }
  | { readonly does: 'line breaks' | 'grants expire'; readonly later: number };

const LOGS = ['SEND2019052815-1.LOG', 'RECV2019052815-1.LOG', 'SEND2019052816-1.LOG'] as const;

const log = fc.nat({ max: LOGS.length - 1 });
const later = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 4 }) });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('writes' as const), log, lines: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('writes half a line' as const), log, lines: fc.constant(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constantFrom('ends half a line' as const, 'begins again' as const, 'deletes' as const), log }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('ships' as const, 'polls' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restarts with the other compression' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('the state is lost' as const, 'the state is copied' as const, 'the copy is put back' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('the end of the state is damaged' as const), bytes: fc.integer({ min: 1, max: 900 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('another shipper ships' as const, 'another shipper polls' as const, 'an hour passes' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('time passes' as const), seconds: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('power fails' as const),
      when: fc.constantFrom('before' as const, 'after' as const),
      door: fc.constantFrom('grants' as const, 'store' as const, 'store' as const),
      later,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('line breaks' as const, 'grants expire' as const), later }) },
);

/** What a program changes beside the world itself. */
class Story {
  readonly other: Shipper;
  stateCopy: string | undefined;
  readonly #onceFinished = new Set<WrittenLog>();

  constructor(readonly world: World) {
    this.other = world.otherShipper('other.json', { maxChunkBytes: 500, codec: 'gz' });
  }

  anHourPasses(): void {
    this.world.now += AN_HOUR + 60_000;
  }

  /** Exchange has done with this log: it has a successor, and was not written to for an hour. */
  isFinished(log: WrittenLog): boolean {
    const [first, , successor] = LOGS;
    const { exchange, now } = this.world;
    const hasSuccessor = log.name === first && exchange.logs.some(({ name, exists }) => exists && name === successor);
    return log.exists && hasSuccessor && now - log.writtenAt > AN_HOUR - 1;
  }

  /** Remembers which logs look finished now: they may be shipped to their last byte, even if Exchange should go on with them after all. */
  looks(): void {
    for (const log of this.world.exchange.logs) if (this.isFinished(log)) this.#onceFinished.add(log);
  }

  readonly wasFinished = (log: WrittenLog): boolean => this.#onceFinished.has(log);
}

const AN_HOUR = 3_600_000;

async function perform(story: Story, step: Action): Promise<void> {
  const { world } = story;
  const { exchange, mailflow } = world;
  switch (step.does) {
    case 'writes':
      exchange.writes(nameOf(step.log), step.lines);
      if (step.lines % 3 === 0) exchange.writesText(nameOf(step.log), brokenRecord(world));
      return;
    case 'writes half a line': {
      const record = brokenRecord(world);
      exchange.writesHalfALine(nameOf(step.log), record, record.indexOf('O=Contoso'));
      return;
    }
    case 'ends half a line':
      exchange.endsHalfLine(nameOf(step.log));
      return;
    case 'begins again':
      exchange.begin(nameOf(step.log));
      return;
    case 'deletes':
      if (exchange.logs.some(({ name, exists }) => exists && name === nameOf(step.log))) exchange.deletes(nameOf(step.log));
      return;
    case 'ships':
      await world.shipper.drain();
      return;
    case 'polls':
      await world.shipper.poll();
      return;
    case 'restarts with the other compression':
      world.restartShipper({ codec: world.options.codec === 'gz' ? 'br' : 'gz' });
      return;
    case 'time passes':
      world.now += step.seconds * 1000;
      return;
    case 'an hour passes':
      story.anHourPasses();
      return;
    case 'the state is lost':
      world.restoresState();
      return;
    case 'the state is copied':
      story.stateCopy = world.stateCopy();
      return;
    case 'the copy is put back':
      world.restoresState(story.stateCopy);
      return;
    case 'the end of the state is damaged':
      world.restoresState(damaged(world.stateCopy(), step.bytes));
      return;
    case 'another shipper ships':
      await story.other.drain();
      return;
    case 'another shipper polls':
      await story.other.poll();
      return;
    case 'power fails':
      await world.powerFails(step.when, step.door, step.later);
      return;
    case 'line breaks':
      // As often as the shipper tries, so that the round is given up.
      mailflow.meets('store', 'hangs up after', step.later);
      mailflow.meets('store', { status: 503 });
      mailflow.meets('store', 'hangs up before');
      return;
    case 'grants expire':
      mailflow.meets('store', 'grants expire', step.later);
  }
}

/** A write to the state of which the disk kept only a part. */
function damaged(state: string | undefined, bytes: number): string | undefined {
  return state && state.slice(0, -bytes) + '\0'.repeat(bytes >> 1);
}

function nameOf(index: number): string {
  return LOGS[index] ?? LOGS[0];
}

/** A record whose quoted field holds line breaks. */
function brokenRecord({ exchange }: World): string {
  return exchange.record('"CN=mail.contoso.com,\r\nO=Contoso,\r\nL=Redmond"', 'Certificate subject');
}

/** What a program may leave behind: a log that was deleted under way, or no log at all. */
const EXPECTED_AT_LAST: readonly ShipProblem['name'][] = ['file-vanished', 'no-logs-found'];
/** And the rows of the state that were written together. */
const EXPECTED_OF_DAMAGE: readonly ShipProblem['name'][] = [...EXPECTED_AT_LAST, 'state-lost'];

it('whatever happens, the store holds each log up to its last whole record, each byte once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 6, maxLength: 24, size: 'max' }),
      fc.constantFrom(1, 300, 1_000, 1_000_000),
      async (program, maxChunkBytes) => {
        const world = await World.begin({ maxChunkBytes });
        const story = new Story(world);
        try {
          for (const step of program) {
            await perform(story, step);
            story.looks();
            expectOnlyBeginnings(world, story.wasFinished);
          }
          world.mailflow.recovers();
          world.restartShipper();
          story.anHourPasses();
          story.looks();
          const { problems } = await world.shipper.drain();
          const expected = program.some(({ does }) => does === 'the end of the state is damaged') ? EXPECTED_OF_DAMAGE : EXPECTED_AT_LAST;
          expect(problems.map(({ name }) => name).filter((name) => !expected.includes(name))).toEqual([]);
          expectOnlyBeginnings(world, story.wasFinished);
          for (const name of LOGS) {
            const log = world.exchange.logs.findLast((one) => one.name === name);
            if (log?.exists !== true) continue;
            if (story.isFinished(log)) expectServerHoldsAll(world, name);
            else if (story.wasFinished(log)) expect(world.held(log).length).toBeGreaterThanOrEqual(log.wholeUpTo);
            else expectServerHolds(world, name);
          }
        } finally {
          await world.end();
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
