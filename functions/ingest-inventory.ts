import { app } from '@azure/functions';
import { blobSource } from '../lib/ingest/blob-source.js';
import { ingestInventory, triggeringExport } from '../lib/ingest/ingest-inventory.js';
import { services } from '../lib/services.js';
import { numbered, Shards } from '../lib/store/shards.js';
import { inTrace, TRACE_METADATA } from '../lib/telemetry/trace-context.js';
import { watchInventory } from '../lib/upkeep/watch-inventory.js';

for (const shard of Shards.in(process.env).all) {
  app.storageBlob(numbered('ingest-inventory', shard), {
    path: 'inventory/{name}',
    connection: numbered('Uploads', shard),
    source: blobSource(process.env),
    handler: async (bytes, context) => {
      const { exported, metadata } = triggeringExport(context.triggerMetadata);
      await inTrace(metadata[TRACE_METADATA], async () => {
        await ingestInventory(bytes as Buffer, exported, services());
        await watchInventory(services(), exported.tenant);
      });
    },
  });
}
