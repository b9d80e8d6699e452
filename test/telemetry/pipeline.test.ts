import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startBreeze, type BreezeServer } from './breeze-server.js';

let breeze: BreezeServer;
let grantHeaders: Readonly<Record<string, string>>;

beforeAll(async () => {
  breeze = await startBreeze();
  const app = spawn(process.execPath, ['test/typescript.js', 'test/telemetry/run-pipeline.ts'], {
    env: { ...process.env, ...breeze.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, ended] = await Promise.all([text(app.stdout), once(app, 'exit')]);
  expect(ended).toEqual([0, null]);
  // On a busy machine the libraries of Azure may say before it that they ask storage again.
  grantHeaders = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, string>;
}, 180_000);

afterAll(() => {
  breeze.close();
});

/** The events of a name: their dimensions, and the traces that they belong to. */
function events(name: string): readonly { readonly dimensions: Readonly<Record<string, string>>; readonly trace: string | undefined }[] {
  return breeze.envelopes.flatMap(({ data, tags }) =>
    data.baseType === 'EventData' && data.baseData.name === name
      ? [{ dimensions: data.baseData.properties, trace: tags['ai.operation.id'] }]
      : [],
  );
}

function metrics(): ReadonlySet<string> {
  return new Set(breeze.envelopes.flatMap(({ data }) => (data.baseType === 'MetricData' ? [data.baseData.metrics[0].name] : [])));
}

describe('a function app that reads a log', () => {
  it('tells of the finding, and tells it again each hour while it fails', () => {
    const finding = { tenant: 'contoso', server: 'EX01', connector: 'Outbound to Office 365', state: 'open' };
    const [opened, failing] = ['finding.opened', 'finding.failing'].map((name) => events(name).map(({ dimensions }) => dimensions));
    expect(opened).toMatchObject([finding]);
    expect(failing).toMatchObject([{ ...finding, finding: opened?.[0]?.finding }]);
  });

  it('tells of a chunk that it cannot read in the trace of the request that granted it, and again while it lies in quarantine', () => {
    const [, traceId] = grantHeaders['x-ms-meta-traceparent']?.split('-') ?? [];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    const [first, again] = events('chunk.quarantined');
    expect(first).toMatchObject({ dimensions: { tenant: 'contoso', stream: 'hub/smtp-send' }, trace: traceId });
    expect(again).toMatchObject({ dimensions: { chunk: first?.dimensions.chunk }, trace: undefined });
  });

  it('tells how much came, how long it took, and what storage was asked for', () => {
    expect(metrics()).toEqual(
      new Set(['ingest.delay', 'ingest.bytes', 'ingest.records', 'ingest.sessions', 'sessions.waiting', 'storage.operations']),
    );
  });

  it('tells nobody who writes to whom, and of what', () => {
    expect(breeze.text().match(/anna|berta|beispiel|fabrikam|figures|contoso\.example/gi)).toBeNull();
  });
});
