import fc from 'fast-check';
import { BLEMISHES, type PlannedSession, type PlannedStream } from './written-logs.js';

/** All that happens in one simulated world. */
export interface Plan {
  readonly tenants: readonly PlannedTenant[];
  readonly disorder: Disorder;
}

export interface PlannedTenant {
  readonly servers: readonly (readonly PlannedStream[])[];
}

/** What the cloud does to the deliveries. */
export interface Disorder {
  /** Of all that is left to chance. */
  readonly seed: number;
  readonly order: 'as written' | 'backwards' | 'any';
  /** Deliveries and timers that run at once. */
  readonly workers: number;
  /** How many deliveries come a second time. */
  readonly repetitions: number;
  /** How often a process dies, or a storage operation fails. */
  readonly crashes: number;
  /** How often the timer runs between the deliveries. */
  readonly timers: number;
  /** Which share of the blobs lie there and nobody hears of them, and how often somebody looks for such; in the end somebody does. */
  readonly lost: { readonly share: number; readonly looks: number };
  /** Rows that one answer of the table service holds at the most: it may end an answer anywhere. */
  readonly rowsAPage: number;
  /** Before better rules came; all that was read till then is read again. Left out, the rules are today's from the start. */
  readonly former: Former | undefined;
}

/** A time before today's rules. */
export interface Former {
  /** Which share of the deliveries came then. */
  readonly share: number;
  /** Where the range that is read again is cut, in hours after the logs begin: each part is a re-diagnosis. */
  readonly cuts: readonly number[];
  /** Each server is asked for by itself. */
  readonly byServer: boolean;
  /** How often the timer that goes on with re-diagnoses runs among the deliveries; later it runs until all is done. */
  readonly runs: number;
  /** Bytes that one run may read. */
  readonly bytes: number;
}

const FOUR_HOURS = 4 * 3600;

const session: fc.Arbitrary<PlannedSession> = fc.record({
  script: fc.record({
    from: fc.oneof({ weight: 3, arbitrary: fc.constant('stories' as const) }, { weight: 1, arbitrary: fc.constant('examples' as const) }),
    at: fc.nat({ max: 499 }),
  }),
  connector: fc.nat({ max: 1 }),
  remote: fc.nat({ max: 2 }),
  starts: fc.oneof(fc.nat({ max: FOUR_HOURS }), fc.nat({ max: 300 })),
  // Milliseconds within one chunk; minutes over several; a quarter of an hour over several files.
  pace: fc.constantFrom(40, 3_000, 60_000, 240_000, 900_000),
  blemish: fc.oneof({ weight: 4, arbitrary: fc.constant('none' as const) }, { weight: 1, arbitrary: fc.constantFrom(...BLEMISHES) }),
  row: fc.nat({ max: 30 }),
});

const streams = fc.uniqueArray(
  fc.record({
    stream: fc.constantFrom('hub/smtp-send' as const, 'frontend/smtp-receive' as const, 'mailbox/smtp-send/delivery' as const),
    sessions: fc.array(session, { minLength: 1, maxLength: 12, size: 'max' }),
    cuts: fc.array(fc.nat({ max: 200 }), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 2, selector: ({ stream }) => stream },
);

const tenant: fc.Arbitrary<PlannedTenant> = fc.record({ servers: fc.array(streams, { minLength: 1, maxLength: 2 }) });

const disorder: fc.Arbitrary<Disorder> = fc.record({
  seed: fc.nat(),
  order: fc.constantFrom('as written' as const, 'backwards' as const, 'any' as const, 'any' as const),
  workers: fc.integer({ min: 1, max: 4 }),
  repetitions: fc.nat({ max: 6 }),
  crashes: fc.nat({ max: 8 }),
  timers: fc.nat({ max: 4 }),
  lost: fc.record({ share: fc.constantFrom(0, 0, 0.3, 1), looks: fc.nat({ max: 3 }) }),
  rowsAPage: fc.constantFrom(1000, 1000, 3, 1),
  former: fc.option(
    fc.record({
      share: fc.constantFrom(0.3, 0.7, 1),
      cuts: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 1 }),
      byServer: fc.boolean(),
      runs: fc.nat({ max: 5 }),
      bytes: fc.constantFrom(1, 2_000, 1_000_000),
    }),
    { nil: undefined },
  ),
});

/** One to three tenants with one or two servers each, whose logs hold some dozens of sessions in all. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  tenants: fc.oneof(
    { weight: 3, arbitrary: fc.array(tenant, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(tenant, { minLength: 2, maxLength: 3 }) },
  ),
  disorder,
});
