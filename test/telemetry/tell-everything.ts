import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTelemetry } from '../../lib/telemetry/open-telemetry.js';
import { countStorageOperations } from '../../lib/telemetry/storage-operations.js';
import { tellers } from '../../lib/telemetry/tellers.js';
import { inTrace } from '../../lib/telemetry/trace-context.js';
import { changeOf, CHUNK, failing, INGESTED, observed, TRACEPARENT } from './told.js';

/** Tells everything once, or twice what is summed up, as a function app would: what is told before the sender is loaded, too. */
async function main(): Promise<void> {
  const telemetry = openTelemetry(process.env, () => {
    throw new Error('no credential is asked for');
  });
  const told = tellers(telemetry);
  inTrace(TRACEPARENT, () => {
    told.tell(changeOf('opened'));
  });
  telemetry.begin();
  told.tellTrouble({
    trouble: 'quarantined',
    chunk: CHUNK,
    reason: 'UnreadableChunk lib/ingest/unpack-chunk.ts:40',
    at: '2026-09-30T06:00:00.000Z',
  });
  // The sender may be there by now, or not: nobody notices.
  await new Promise((resolve) => setTimeout(resolve, 600));
  for (const change of ['reopened', 'recovered', 'withdrawn'] as const) told.tell(changeOf(change));
  told.tellFailing(failing());
  told.tellTrouble({ trouble: 'conflicting', chunk: CHUNK, reason: 'from byte 0 on', at: '2026-09-30T06:00:00.000Z' });
  for (const watch of ['server-silent', 'certificate-expiring', 'protocol-logging-off']) told.tellObserved(observed(watch));
  told.tellUndelivered({ channel: '0123456789ab', delivery: '0123456789ab-0a1b2c', at: '2026-09-30T06:00:00.000Z' });
  told.tellIngested(INGESTED);
  told.tellIngested({ ...INGESTED, receipt: { ...INGESTED.receipt, bytes: 3_000_000 } });
  told.tellWaiting(7);
  told.tellOldestUningested('contoso', 900);
  await askStorage(telemetry);
  await telemetry.close();
}

/** Storage that is busy the first time. */
async function askStorage(telemetry: Parameters<typeof countStorageOperations>[1]): Promise<void> {
  let asked = 0;
  const storage = createServer((_, response) => {
    asked += 1;
    response.statusCode = asked === 1 ? 503 : 200;
    response.end();
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  const { port } = storage.address() as AddressInfo;
  const stop = countStorageOperations(new Map([[`127.0.0.1:${port}`, 'table']]), telemetry);
  for (let time = 0; time < 3; time += 1)
    await new Promise((resolve) => get({ host: '127.0.0.1', port }, (response) => response.resume().on('end', resolve)));
  stop();
  storage.closeAllConnections();
  storage.close();
}

void main();
