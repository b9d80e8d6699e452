import { app } from '@azure/functions';
import { blobSource } from '../lib/ingest/blob-source.js';
import { ingestLogChunk } from '../lib/ingest/ingest-log-chunk.js';
import { triggeringChunk } from '../lib/ingest/triggering-chunk.js';
import { services } from '../lib/services.js';
import { numbered, Shards } from '../lib/store/shards.js';
import { inTrace, TRACE_METADATA } from '../lib/telemetry/trace-context.js';

// One function for each account of the uploads: a trigger listens to one.
for (const shard of Shards.in(process.env).all) {
  app.storageBlob(numbered('ingest-log', shard), {
    path: 'protocol-logs/{name}',
    connection: numbered('Uploads', shard),
    source: blobSource(process.env),
    handler: async (bytes, context) => {
      const { chunk, metadata } = triggeringChunk(context.triggerMetadata);
      await inTrace(metadata[TRACE_METADATA], () => ingestLogChunk(bytes as Buffer, chunk, metadata, services()));
    },
  });
}
