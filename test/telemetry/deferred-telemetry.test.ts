import { deferredTelemetry, type TelemetrySender } from '../../lib/telemetry/deferred-telemetry.js';
import { inTrace } from '../../lib/telemetry/trace-context.js';
import { TRACEPARENT } from './told.js';

const OPERATION = { service: 'blob', outcome: 'ok' };

/** A sender that writes down what it is given. */
function recording() {
  const sent: unknown[][] = [];
  const sender: TelemetrySender = {
    event: (name, dimensions, at, trace) => void sent.push([name, dimensions, at, trace]),
    metric: (name, value, dimensions) => void sent.push([name, value, dimensions]),
    close: () => Promise.resolve(void sent.push(['closed'])),
  };
  return { sent, sender };
}

describe('telemetry that is loaded after the first answer', () => {
  it('keeps what it is told until then, with its time and its trace', async () => {
    const { sent, sender } = recording();
    const telemetry = deferredTelemetry(() => Promise.resolve(sender), fail);
    const before = Date.now();
    inTrace(TRACEPARENT, () => {
      telemetry.metric('sessions.waiting', 3, {});
      telemetry.metric('storage.operations', 1, OPERATION);
    });
    inTrace(TRACEPARENT, () => {
      telemetry.event('chunk.conflicting', { tenant: 'contoso', server: 'EX01', stream: 'hub/smtp-send', chunk: '', reason: '', at: '' });
    });
    expect(sent).toEqual([]);
    await telemetry.close();
    expect(sent).toEqual([
      ['sessions.waiting', 3, {}],
      ['storage.operations', 1, OPERATION],
      [
        'chunk.conflicting',
        expect.objectContaining({ tenant: 'contoso' }),
        expect.any(Date),
        { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
      ],
      ['closed'],
    ]);
    const at = sent[2]?.[2] as Date;
    expect(at.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('loads once however often it is told to begin, and never where nothing was told and nothing began', async () => {
    const { sent, sender } = recording();
    let loads = 0;
    const load = () => {
      loads += 1;
      return Promise.resolve(sender);
    };
    await deferredTelemetry(load, fail).close();
    expect(loads).toBe(0);
    const telemetry = deferredTelemetry(load, fail);
    telemetry.begin();
    telemetry.begin();
    while (loads === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    telemetry.begin();
    telemetry.metric('sessions.waiting', 1, {});
    await telemetry.close();
    expect([loads, sent.at(-1)]).toEqual([1, ['closed']]);
  });

  it('bounds the measurements that it keeps, and drops no event', async () => {
    const { sent, sender } = recording();
    const telemetry = deferredTelemetry(() => Promise.resolve(sender), fail);
    for (let count = 0; count < 10_001; count += 1) telemetry.metric('storage.operations', 1, OPERATION);
    telemetry.event('chunk.conflicting', { tenant: 'contoso', server: 'EX01', stream: 'hub/smtp-send', chunk: '', reason: '', at: '' });
    await telemetry.close();
    expect(sent.filter(([name]) => name === 'storage.operations')).toHaveLength(10_000);
    expect(sent.filter(([name]) => name === 'chunk.conflicting')).toHaveLength(1);
  });

  it('says once why it sends nothing when it cannot be loaded, and stands in nobody’s way', async () => {
    const complaints: unknown[] = [];
    const telemetry = deferredTelemetry(
      () => Promise.reject(new Error('no such module')),
      (error) => void complaints.push(error),
    );
    telemetry.metric('sessions.waiting', 1, {});
    await telemetry.close();
    telemetry.metric('sessions.waiting', 2, {});
    telemetry.event('chunk.conflicting', { tenant: 'contoso', server: 'EX01', stream: 'hub/smtp-send', chunk: '', reason: '', at: '' });
    await telemetry.close();
    expect(complaints).toEqual([new Error('no such module')]);
  });
});

function fail(error: unknown): void {
  throw error;
}
