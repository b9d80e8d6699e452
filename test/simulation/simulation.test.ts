import fc from 'fast-check';
import type { Services } from '../../lib/services.js';
import { localServices } from '../store/local-tables.js';
import { answersOf, conditionsOf, countStored } from './answers.js';
import { differences } from './differences.js';
import { grouped } from './grouped.js';
import { believed } from './heard.js';
import { memoryTables } from './memory-tables.js';
import { countWhole } from './model.js';
import { plans, type Plan } from './plan.js';
import { deliverInDisorder } from './bad-day.js';
import { blobsOf, deliverInOrder, writeAll } from './world.js';
import { everyRow } from '../store/every-row.js';

/**
 * What is proved here: whatever a cloud does to the deliveries of any logs, cut anywhere (any order, repetitions, lost events, concurrent workers, timers at any
 * moment, processes that die and operations that fail between any two storage operations, answers in pages of any size), in the end the
 * store and the API say what they say after one pass over the whole files, also where some was read by former rules and read again by today's; that
 * pass counts what a plain diagnosis of the files in memory counts; the ledger holds every byte; and whoever listens to the changes of findings knows their conditions.
 *
 * What can't be proved with these means: what Table Storage does beside what its documentation promises, and what two timers at once do.
 */

// Whoever lost a race waits a moment, in life. Here the seed alone says who comes when.
jest.mock('node:timers/promises', () => ({
  ...jest.requireActual<object>('node:timers/promises'),
  setTimeout: () => Promise.resolve(),
}));

const { MAILFLOW_SIMULATION_SEED: SEED, MAILFLOW_SIMULATION_PATH: PATH, MAILFLOW_SIMULATION_STORE: STORE } = process.env;
const RUNS = Number(process.env.MAILFLOW_SIMULATION_RUNS ?? 16);
/** Not to be done by then is a failure: no world is left out silently. */
const SECONDS = Number(process.env.MAILFLOW_SIMULATION_SECONDS ?? 600);

const emulator = localServices();

/** Memory is fast, and meets what a few worlds don't; the emulator, with the real client, knows what memory may be wrong about. */
const STORES: readonly { readonly store: string; readonly runs: number; readonly services: () => Services }[] = [
  { store: 'memory', runs: RUNS, services: () => ({ ...emulator(), tables: memoryTables() }) },
  { store: 'emulator', runs: Math.ceil(RUNS / 8), services: emulator },
];

let worlds = 0;

async function simulate(plan: Plan, store: Services): Promise<void> {
  worlds += 1;
  await forgetFormerWorlds(store);
  const inOrder = writeAll(plan, `in-order-${worlds}`);
  const inDisorder = writeAll(plan, `in-disorder-${worlds}`);
  const services = { ...store, readChunkBlob: blobsOf([...inOrder, ...inDisorder]) };
  await deliverInOrder(inOrder, services);
  const expected = await answersOf(inOrder, services);
  for (const ofTenant of grouped(inOrder, ({ source }) => source.tenant).values()) {
    expect(differences(countWhole(ofTenant), await countStored(ofTenant, services))).toEqual([]);
  }

  const told = await deliverInDisorder(inDisorder, services, plan.disorder);
  expect(differences(expected, await answersOf(inDisorder, services))).toEqual([]);
  expect(differences(await conditionsOf(inDisorder, services), believed(told))).toEqual([]);
}

/** A world that failed leaves sessions, re-diagnoses and chunks that wait, and the timers are for all tenants. */
async function forgetFormerWorlds({ tables: { OpenSessions, OpenRediagnoses, OpenGrants } }: Services): Promise<void> {
  for (const table of [OpenSessions, OpenRediagnoses, OpenGrants]) {
    for await (const { partitionKey = '', rowKey = '' } of everyRow(table)) await table.deleteEntity(partitionKey, rowKey);
  }
}

describe('whatever a cloud does to the deliveries, the answers are those of one pass over the whole files', () => {
  it.each(STORES.filter(({ store }) => STORE === undefined || STORE === store))(
    'in $runs worlds, in the $store',
    async ({ store, runs, services }) => {
      const result = await fc.check(
        fc.asyncProperty(plans, (plan) => simulate(plan, services())),
        {
          numRuns: runs,
          interruptAfterTimeLimit: SECONDS * 1000,
          markInterruptAsFailure: true,
          ...(SEED !== undefined && { seed: Number(SEED) }),
          ...(PATH !== undefined && { path: PATH }),
        },
      );
      if (!result.failed) return;
      const again = `npm run simulate -- --store ${store} --seed ${result.seed} --path ${result.counterexamplePath ?? ''}`;
      throw new Error(`Again: ${again}\n${(await fc.asyncDefaultReportMessage(result)) ?? ''}`, { cause: result.errorInstance });
    },
    SECONDS * 1000 + 60_000,
  );
});
