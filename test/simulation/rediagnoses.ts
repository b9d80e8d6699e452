import type { Services } from '../../lib/services.js';
import { listRediagnoses, openRediagnoses, requestRediagnosis, type RediagnosisRange } from '../../lib/store/rediagnosis-table.js';
import { goOnRediagnosing } from '../../lib/upkeep/go-on-rediagnosing.js';
import { grouped } from './grouped.js';
import type { Former } from './plan.js';
import type { WrittenStream } from './world.js';
import { BEGINNING } from './written-logs.js';

/** What an operator wants to have read again. */
export type RediagnosisWish = RediagnosisRange;

const HOUR = 3_600_000;

/** Ranges that together are all that was written, in as many parts as are wanted. */
export function rangesOf(streams: readonly WrittenStream[], { cuts, byServer }: Former): readonly RediagnosisWish[] {
  const edges = [-24, ...cuts, 240].map((hour) => new Date(BEGINNING + hour * HOUR));
  return [...grouped(streams, ({ source }) => source.tenant)].flatMap(([tenant, own]) => {
    const servers = byServer ? [...new Set(own.map(({ source }) => source.server))] : [undefined];
    return servers.flatMap((server) => edges.slice(1).map((until, index) => ({ tenant, server, since: edges[index] ?? until, until })));
  });
}

/** Asks for it, unless too many are open: then somebody else has asked for more than that. */
export async function askForRediagnosis(range: RediagnosisWish, { tables, now }: Services, suffix: string): Promise<void> {
  await requestRediagnosis(tables, range, now(), suffix);
}

/** One run of the timer, in which few take turns: the others wait. */
export async function goOn(services: Services, bytes: number): Promise<void> {
  await goOnRediagnosing(services, { milliseconds: Infinity, bytes, atOnce: 2 });
}

/** Goes on until nothing is open. Where one has passed over a chunk at which many runs had died, its operator asks again. */
export async function rediagnoseTheRest(streams: readonly WrittenStream[], services: Services): Promise<void> {
  await goOnToTheEnd(services);
  for (const tenant of new Set(streams.map(({ source }) => source.tenant))) {
    const rediagnoses = await listRediagnoses(services.tables, tenant, { limit: 100 });
    for (const { status, since, until, server, progress } of rediagnoses) {
      if (status !== 'done' || progress.chunksMissing > 0)
        throw new Error(`A re-diagnosis is ${status}, ${progress.chunksMissing} missing.`);
      if (progress.chunksFailed === 0) continue;
      await requestRediagnosis(services.tables, { tenant, since, until, server }, services.now(), 'a');
      await goOnToTheEnd(services);
    }
  }
}

async function goOnToTheEnd(services: Services): Promise<void> {
  while ((await openRediagnoses(services.tables)).length > 0) await goOn(services, 1_000_000);
}
