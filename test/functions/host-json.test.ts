import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MAX_STREAM_MILLISECONDS } from '../../lib/api/represent-stream.js';
import { MAX_CHUNK_BYTES } from '../../lib/contract/uploads.js';
import { MAX_ATTEMPTS } from '../../lib/store/failed-chunks.js';

const { extensions, extensionBundle, functionTimeout, logging } = z
  .object({
    extensions: z.object({ blobs: z.object({ maxDegreeOfParallelism: z.number(), poisonBlobThreshold: z.number() }) }),
    extensionBundle: z.unknown(),
    functionTimeout: z.string(),
    logging: z.object({
      logLevel: z.record(z.string(), z.string()),
      applicationInsights: z.looseObject({ samplingSettings: z.object({ excludedTypes: z.string() }) }),
    }),
  })
  .parse(JSON.parse(readFileSync('host.json', 'utf8')));

describe('host.json', () => {
  it('gives a chunk up when the ledger does, so that what lies in the poison queue lies in quarantine', () => {
    expect(extensions.blobs.poisonBlobThreshold).toBe(MAX_ATTEMPTS);
  });

  it('lets an instance read as many chunks at once as it has memory for, each in four copies and of the largest size', () => {
    const instanceBytes = 2048 * 1024 * 1024;
    expect(extensions.blobs.maxDegreeOfParallelism * MAX_CHUNK_BYTES * 4).toBeLessThan(instanceBytes / 2);
  });

  it('ends a function when the next run of its timer is due', () => {
    expect(functionTimeout).toBe('00:05:00');
  });

  it('leaves an answer that is streamed a minute to break off by itself, before the function ends and all beside with it', () => {
    const [hours = NaN, minutes = NaN, seconds = NaN] = functionTimeout.split(':').map(Number);
    expect(MAX_STREAM_MILLISECONDS).toBeLessThanOrEqual(((hours * 60 + minutes) * 60 + seconds - 60) * 1000);
  });

  it('tells of each invocation, of which alerts are made, and of no operation on storage, which would cost more than the operation', () => {
    expect(logging.logLevel['Host.Results']).toBe('Information');
    expect(logging.applicationInsights).toMatchObject({ enableDependencyTracking: false, enablePerformanceCountersCollection: false });
  });

  it('never drops an event or an exception when it samples', () => {
    expect(logging.applicationInsights.samplingSettings.excludedTypes.split(';').sort()).toEqual(['Event', 'Exception']);
  });

  it('takes extensions of one major version, in which blobs can be triggered by Event Grid', () => {
    expect(extensionBundle).toEqual({ id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.0.0, 5.0.0)' });
  });
});
