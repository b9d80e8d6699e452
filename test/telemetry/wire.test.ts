import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EVENTS, METRICS } from '../../lib/telemetry/contract.js';
import { startBreeze, type BreezeServer, type Envelope } from './breeze-server.js';

let breeze: BreezeServer;

beforeAll(async () => {
  breeze = await startBreeze();
  const sender = spawn(process.execPath, ['test/typescript.js', 'test/telemetry/tell-everything.ts'], {
    env: { ...process.env, ...breeze.environment },
    stdio: 'inherit',
  });
  expect(await once(sender, 'exit')).toEqual([0, null]);
}, 120_000);

afterAll(() => {
  breeze.close();
});

/** Name and dimensions of what was sent, of one kind. */
function sent(kind: Envelope['data']['baseType']): Record<string, string[]> {
  return Object.fromEntries(
    breeze.envelopes.flatMap(({ data }) => {
      if (data.baseType !== kind) return [];
      const name = data.baseType === 'EventData' ? data.baseData.name : data.baseData.metrics[0].name;
      return [[name, Object.keys(data.baseData.properties).sort()]];
    }),
  );
}

function dimensionsOf(told: Readonly<Record<string, { readonly dimensions: readonly string[] }>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(told).map(([name, { dimensions }]) => [name, [...dimensions].sort()]));
}

/** Sum, count, least and greatest of what was measured with these dimensions. */
function measured(metric: string, properties: Readonly<Record<string, string>>): readonly number[] | undefined {
  for (const { data } of breeze.envelopes) {
    if (data.baseType !== 'MetricData' || data.baseData.metrics[0].name !== metric) continue;
    if (JSON.stringify(data.baseData.properties) !== JSON.stringify(properties)) continue;
    const [{ value, count, min, max }] = data.baseData.metrics;
    return [value, count, min, max];
  }
  return undefined;
}

describe('what Application Insights is sent', () => {
  it('are the events and metrics of the contract, each with exactly its dimensions, and nothing else', () => {
    expect(sent('EventData')).toEqual(dimensionsOf(EVENTS));
    expect(sent('MetricData')).toEqual(dimensionsOf(METRICS));
  });

  it('is never a sample: every item counts once', () => {
    expect(new Set(breeze.envelopes.map(({ sampleRate }) => sampleRate))).toEqual(new Set([100]));
    const events = breeze.envelopes.filter(({ data }) => data.baseType === 'EventData');
    expect(events).toHaveLength(Object.keys(EVENTS).length);
  });

  it('says of each measurement the sum, how many there were, the least and the greatest', () => {
    expect(measured('ingest.bytes', { tenant: 'contoso' })).toEqual([4_000_000, 2, 1_000_000, 3_000_000]);
    expect(measured('ingest.delay', { tenant: 'contoso', server: 'EX01' })).toEqual([8, 2, 4, 4]);
    expect(measured('ingest.sessions', { tenant: 'contoso', outcome: 'tls-failed' })).toEqual([20, 2, 10, 10]);
    expect(measured('storage.operations', { service: 'table', outcome: 'throttled' })).toEqual([1, 1, 1, 1]);
    expect(measured('storage.operations', { service: 'table', outcome: 'ok' })).toEqual([2, 2, 1, 1]);
  });

  it('comes from the function app, and belongs to the trace of the request that began it', () => {
    const opened = breeze.envelopes.find(({ data }) => data.baseType === 'EventData' && data.baseData.name === 'finding.opened');
    expect(opened?.tags).toMatchObject({
      'ai.cloud.role': 'func-mailflow',
      'ai.operation.id': '0af7651916cd43dd8448eb211c80319c',
      'ai.operation.parentId': 'b7ad6b7169203331',
    });
  });

  it('holds nothing of a log: the title of a finding that no rule knows is not among it', () => {
    expect(breeze.text().match(/anna|no such user|contoso\.example/g)).toBeNull();
  });
});
