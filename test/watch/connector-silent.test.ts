import fc from 'fast-check';
import { observationId, type Observation } from '../../lib/diagnosis/observation.js';
import { connectorSilent, type WatchedConnector } from '../../lib/watch/connector-silent.js';
import { HABIT_WEEKS, RECENT_HOURS } from '../../lib/watch/habit.js';
import { DAY } from '../../lib/watch/watch.js';
import { SeededRandom } from '../bench/seeded-random.js';

const HOUR = 3_600_000;
/** Monday, four in the afternoon. */
const UNTIL = Date.UTC(2026, 2, 2, 16);

/** So many sessions an hour, at a time of day. */
type Habit = (hourOfDay: number) => number;
const OFFICE: Habit = (hour) => (hour >= 8 && hour < 18 ? 30 : 0);
const ROUND_THE_CLOCK: Habit = () => 12;

/** What a connector did in the hours before {@link UNTIL}, and in the weeks before. */
function connector(name: string, habit: Habit, changes: Partial<WatchedConnector> & { readonly today?: Habit } = {}): WatchedConnector {
  const { today = habit, ...others } = changes;
  const hours = (count: number, after: number, does: Habit) =>
    Array.from({ length: count }, (_, index) => does(new Date(UNTIL - (count - after - index) * HOUR).getUTCHours()));
  return {
    server: 'EX01',
    stream: 'frontend/smtp-receive',
    connector: name,
    direction: 'receive',
    isHeard: true,
    recent: hours(RECENT_HOURS, 0, today),
    weeks: Array.from({ length: HABIT_WEEKS }, () => hours(RECENT_HOURS + 2, 1, habit)),
    ...others,
  };
}

const silentSince =
  (hour: number, habit: Habit): Habit =>
  (now) =>
    now >= hour && now < 16 ? 0 : habit(now);

function observe(connectors: readonly WatchedConnector[], before: readonly Observation[] = [], until = UNTIL): readonly Observation[] {
  return connectorSilent.observe({ connectors, until, holding: new Map(before.map((known) => [observationId(known), known])) });
}
const names = (observations: readonly Observation[]) => observations.map(({ connector: name }) => name);

const scanner = connector('EX01\\Scanner', OFFICE, { today: silentSince(12, OFFICE) });
const companions = [connector('EX01\\Printer', OFFICE), connector('EX01\\ERP', OFFICE)];

describe('a connector that falls silent against its habit', () => {
  it('is named while the others go on, since its last session, with what was usual', () => {
    const [observation, ...more] = observe([scanner, ...companions]);
    expect(more).toEqual([]);
    expect(observation).toMatchObject({
      watch: 'connector-silent',
      severity: 'degraded',
      server: 'EX01',
      connector: 'EX01\\Scanner',
      since: '2026-03-02T12:00:00.000Z',
      summary:
        '“EX01\\Scanner” on EX01 (frontend/smtp-receive) has had no session since 2026-03-02 12:00 UTC, for 4 hours. At this time of the week it had 120 to 120 in the weeks before.',
    });
    expect(observation?.remedy.map(({ command }) => command?.split(' ')[0])).toEqual([
      'Get-ReceiveConnector',
      'Get-Service',
      'Set-ReceiveConnector',
    ]);
  });

  it.each<{ told: string; connectors: readonly WatchedConnector[] }>([
    { told: 'on a holiday, when all are quiet', connectors: [scanner, ...companions.map((one) => ({ ...one, recent: scanner.recent }))] },
    { told: 'when nothing else tells that it is none', connectors: [scanner] },
    {
      told: 'when only machines go on, which know no holiday',
      connectors: [scanner, connector('a', ROUND_THE_CLOCK), connector('b', ROUND_THE_CLOCK)],
    },
    { told: 'when its server does not ship', connectors: [{ ...scanner, isHeard: false }, ...companions] },
    { told: 'when the others are not heard', connectors: [scanner, ...companions.map((one) => ({ ...one, isHeard: false }))] },
    { told: 'in its first weeks', connectors: [{ ...scanner, weeks: scanner.weeks.slice(1) }, ...companions] },
  ])('says nothing $told', ({ connectors }) => {
    expect(observe(connectors)).toEqual([]);
  });

  it('that works day and night is missed even when nothing else is there', () => {
    const probes = connector('EX01\\Default Frontend EX01', ROUND_THE_CLOCK, { today: silentSince(14, ROUND_THE_CLOCK) });
    expect(names(observe([probes]))).toEqual(['EX01\\Default Frontend EX01']);
  });

  it('stays named until it has a session, though its habit fades, and for five weeks at the most', () => {
    const said = observe([scanner, ...companions]);
    const tomorrow = { ...scanner, recent: scanner.recent.map(() => 0) };
    const forgotten = { ...tomorrow, weeks: scanner.weeks.map((week) => week.map(() => 0)) };
    expect(observe([tomorrow, ...companions], said, UNTIL + DAY)).toEqual(said);
    expect(observe([{ ...forgotten, isHeard: false }], said, UNTIL + 20 * DAY)).toEqual(said);
    expect(observe([], said, UNTIL + 20 * DAY)).toEqual(said);
    expect(observe([], said, UNTIL + 35 * DAY)).toEqual([]);
    const back = { ...tomorrow, recent: tomorrow.recent.with(20, 1) };
    expect(observe([back, ...companions], said, UNTIL + DAY)).toEqual([]);
  });

  it('is not back because an old session of it came late', () => {
    const said = observe([scanner, ...companions]);
    expect(observe([{ ...scanner, recent: scanner.recent.with(2, 5) }, ...companions], said)).toEqual(said);
  });
});

interface Shape {
  readonly opens: number;
  readonly closes: number;
  readonly busy: number;
  readonly quiet: number;
}

/** Tenants whose offices are open at any hours, and whose connectors do what they always do, give or take. */
const tenants = fc.array(
  fc.record<Shape>({
    opens: fc.integer({ min: 6, max: 10 }),
    closes: fc.integer({ min: 14, max: 20 }),
    busy: fc.integer({ min: 2, max: 200 }),
    quiet: fc.constantFrom(0, 0.2, 3),
  }),
  { minLength: 1, maxLength: 6 },
);

function noisy(habit: Habit, random: SeededRandom): Habit {
  return (hour) => poisson(habit(hour), random);
}

/** How often what happens `mean` times on the average happens this time. */
function poisson(mean: number, random: SeededRandom): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * (random.next() + random.next() + random.next() - 1.5) * 2));
  let [count, product] = [0, random.next()];
  for (const limit = Math.exp(-mean); product > limit; product *= random.next()) count += 1;
  return count;
}

describe('in any tenant', () => {
  const office =
    ({ opens, closes, busy, quiet }: { opens: number; closes: number; busy: number; quiet: number }): Habit =>
    (hour) =>
      hour >= opens && hour < closes ? busy : quiet;
  const connectorsOf = (shapes: readonly Shape[], random: SeededRandom, today: (habit: Habit, shape: Shape) => Habit) =>
    shapes.map((shape, index) =>
      connector(`c${index}`, noisy(office(shape), random), { today: noisy(today(office(shape), shape), random) }),
    );
  /** Nobody works; what runs by night runs on. */
  const holiday =
    (_: Habit, { quiet }: Shape): Habit =>
    () =>
      quiet;

  it('an ordinary day is not told of, nor is a day after clocks were put forward or back', () => {
    fc.assert(
      fc.property(tenants, fc.nat(), fc.constantFrom(-1, 0, 1), (shapes, seed, shift) => {
        const connectors = connectorsOf(shapes, new SeededRandom(seed), (habit) => (hour) => habit((hour + shift + 24) % 24));
        expect(names(observe(connectors))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a holiday is not told of, whatever runs on by itself', () => {
    fc.assert(
      fc.property(tenants, fc.nat(), (shapes, seed) => {
        const random = new SeededRandom(seed);
        const people = connectorsOf(shapes, random, holiday);
        const machines = [
          connector(
            'probes',
            noisy(() => 40, random),
          ),
          connector(
            'alerts',
            noisy(() => 60, random),
          ),
        ];
        expect(names(observe([...people, ...machines]))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a machine that falls silent is missed within two hours, also on a holiday', () => {
    fc.assert(
      fc.property(tenants, fc.nat(), fc.integer({ min: 30, max: 100 }), (shapes, seed, each) => {
        const random = new SeededRandom(seed);
        const people = connectorsOf(shapes, random, holiday);
        const machine = connector(
          'probes',
          noisy(() => each + 20, random),
        );
        const silent = { ...machine, recent: machine.recent.map((count, hour) => (hour >= RECENT_HOURS - 2 ? 0 : Math.max(1, count))) };
        expect(names(observe([...people, silent]))).toEqual(['probes']);
      }),
      { numRuns: 100 },
    );
  });
});
