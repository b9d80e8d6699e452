import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { openServices } from '../../lib/services.js';
import { deviations } from './check.js';
import { Child } from './child.js';
import type { HostNews, HostOrder, OnboardedTenant } from './host-process.js';
import { Markers } from './markers.js';
import { soakOptions, type SoakOptions } from './options.js';
import { report } from './report.js';
import type { ShipNews, ShipOrder } from './shipper-process.js';
import { writeTenant, type SoakTenant } from './tenants.js';

const SERVER = 'EX01';
const MARKED = 'marked';
const MEBIBYTE = 1024 * 1024;
const PROGRESS_MILLISECONDS = 5_000;

type HostState = Extract<HostNews, { news: 'state' }>;

async function soak(options: SoakOptions, folder: string): Promise<number> {
  const deadline = performance.now() + options.minutes * 60_000;
  const host = new Child<HostOrder, HostNews>('host-process.ts');
  const shippers = new Child<ShipOrder | Record<string, never>, ShipNews>('shipper-process.ts');
  try {
    const started = await host.next();
    if (started.news !== 'started') throw new Error('The host did not say that it has started.');
    const tenants = await writeTenants(options, folder);
    const size = tenants.flatMap(({ files }) => files).reduce((sum, file) => sum + file.size, 0);
    const tokens = await onboard(host, [...tenants.map(({ tenant }) => tenant), MARKED]);

    let shipped: ShipNews = { shippedBytes: 0, chunks: 0, problems: [], peakBytes: 0 };
    shippers.onNews((news) => (shipped = news));
    const began = performance.now();
    shippers.order({
      apiUrl: started.url,
      servers: tokens.map(({ tenant, shipperToken }) => ({
        token: shipperToken,
        root: join(folder, tenant),
        stateFile: join(folder, `${tenant}.json`),
      })),
    });
    const marked = tokens.find(({ tenant }) => tenant === MARKED);
    const markers = new Markers(join(folder, MARKED), {
      url: `${started.url}/api/v1/tenants/${MARKED}/findings`,
      token: marked?.queryToken ?? '',
    });
    const stop = new AbortController();
    const marking = markers.run(options.markers * 1000, stop.signal);

    let state = await stateOf(host);
    // The marked log's chunks are among them; its few bytes don't matter, its chunks do.
    while (shipped.shippedBytes < size || state.ingested < shipped.chunks) {
      if (performance.now() > deadline) throw new Error(`Not done after ${options.minutes} minutes; --minutes gives it longer.`);
      await sleep(Math.min(PROGRESS_MILLISECONDS, 1_000));
      state = await stateOf(host);
      progress(began, shipped, state, size);
    }
    const seconds = (performance.now() - began) / 1000;
    const loaded = { operations: state.operations, polls: markers.polls };
    markers.becomesIdle();
    await sleep(options.idle * 1000);
    stop.abort();
    await marking;
    await shippers.end({});

    const services = openServices({ Uploads: started.connectionString, Results: started.connectionString });
    // Sessions that never end count when they have waited long enough.
    await concludeOpenSessions({ ...services, now: () => new Date(Date.now() + 3_600_000) });
    const wrong = [...shipped.problems];
    for (const tenant of tenants) wrong.push(...(await deviations(services.tables, tenant, SERVER)));
    if (state.failed > 0) wrong.push(`${state.failed} deliveries failed`);
    report({
      mebibytes: size / MEBIBYTE,
      seconds,
      ...loaded,
      latencies: markers.latencies,
      hostPeakBytes: (await stateOf(host)).peakBytes,
      shipperPeakBytes: shipped.peakBytes,
      shippers: tokens.length,
      wrong,
    });
    await host.end({ order: 'close' });
    return wrong.length > 0 ? 1 : 0;
  } finally {
    shippers.kill();
    host.kill();
  }
}

async function writeTenants({ tenants, mib, seed }: SoakOptions, folder: string): Promise<readonly SoakTenant[]> {
  print(`Writing ${mib} MiB of logs of ${tenants} tenants …`);
  const written: SoakTenant[] = [];
  for (let number = 1; number <= tenants; number += 1) {
    written.push(await writeTenant(`tenant-${number}`, folder, mib / tenants, seed + number));
  }
  return written;
}

async function onboard(host: Child<HostOrder, HostNews>, tenants: readonly string[]): Promise<readonly OnboardedTenant[]> {
  host.order({ order: 'onboard', tenants, server: SERVER });
  const news = await host.next();
  return news.news === 'onboarded' ? news.tenants : [];
}

async function stateOf(host: Child<HostOrder, HostNews>): Promise<HostState> {
  host.order({ order: 'tell' });
  const news = await host.next();
  if (news.news !== 'state') throw new Error('The host said something else.');
  return news;
}

let lastProgress = 0;

function progress(began: number, { shippedBytes, chunks }: ShipNews, { ingested }: HostState, size: number): void {
  if (performance.now() - lastProgress < PROGRESS_MILLISECONDS) return;
  lastProgress = performance.now();
  const seconds = (lastProgress - began) / 1000;
  print(
    `${seconds.toFixed(0).padStart(5)} s  shipped ${(shippedBytes / MEBIBYTE).toFixed(0)} of ${(size / MEBIBYTE).toFixed(0)} MiB in ${chunks} chunks, ${ingested} of them ingested`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const options = soakOptions(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-soak-'));
  try {
    process.exitCode = await soak(options, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
