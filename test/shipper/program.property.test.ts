import fc from 'fast-check';
import { expectOnlyBeginnings, expectServerHolds, World } from './world.js';

/**
 * What is proved here: whatever Exchange writes and deletes, whenever the power fails, the line breaks or the shipper starts again, the store
 * holds a beginning of each log, each byte once; and as soon as all is well again, each log that still exists up to its last whole record.
 *
 * What can't be proved with these means: that the disk keeps what fsync promised.
 */
type Action =
  | { readonly does: 'writes' | 'writes half a line'; readonly log: number; readonly lines: number }
  | { readonly does: 'ends half a line' | 'begins again' | 'deletes'; readonly log: number }
  | { readonly does: 'ships' | 'polls' | 'restarts with the other compression' }
  | { readonly does: 'time passes'; readonly seconds: number }
  | { readonly does: 'power fails'; readonly when: 'before' | 'after'; readonly door: 'grants' | 'store'; readonly later: number }
  | { readonly does: 'line breaks' | 'grants expire'; readonly later: number };

const LOGS = ['SEND2019052815-1.LOG', 'RECV2019052815-1.LOG'] as const;

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

async function perform(world: World, step: Action): Promise<void> {
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

function nameOf(index: number): string {
  return LOGS[index] ?? LOGS[0];
}

/** A record whose quoted field holds line breaks. */
function brokenRecord({ exchange }: World): string {
  return exchange.record('"CN=mail.contoso.com,\r\nO=Contoso,\r\nL=Redmond"', 'Certificate subject');
}

it('whatever happens, the store holds each log up to its last whole record, each byte once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 6, maxLength: 24, size: 'max' }),
      fc.constantFrom(1, 300, 1_000, 1_000_000),
      async (program, maxChunkBytes) => {
        const world = await World.begin({ maxChunkBytes });
        try {
          for (const step of program) {
            await perform(world, step);
            expectOnlyBeginnings(world);
          }
          world.mailflow.recovers();
          world.restartShipper();
          await world.shipper.drain();
          expectOnlyBeginnings(world);
          for (const name of LOGS) if (world.exchange.logs.findLast((one) => one.name === name)?.exists) expectServerHolds(world, name);
        } finally {
          await world.end();
        }
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
