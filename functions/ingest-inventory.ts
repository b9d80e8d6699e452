import { app } from '@azure/functions';
import { ingestInventory, triggeringExport } from '../lib/ingest/ingest-inventory.js';
import { services } from '../lib/services.js';

app.storageBlob('ingest-inventory', {
  path: 'inventory/{name}',
  connection: 'Uploads',
  // As for ingest-log: Event Grid in Azure, polling under `func start`.
  source: process.env.MAILFLOW_BLOB_SOURCE === 'LogsAndContainerScan' ? 'LogsAndContainerScan' : 'EventGrid',
  handler: (bytes, context) => ingestInventory(bytes as Buffer, triggeringExport(context.triggerMetadata), services()),
});
