import { app } from '@azure/functions';
import { getQuarantine, postReplay } from '../lib/api/quarantine.js';
import { route } from '../lib/api/route.js';
import { replayChunk } from '../lib/ingest/replay-chunk.js';
import { services } from '../lib/services.js';

app.get('quarantine', {
  route: 'v1/tenants/{tenant}/quarantine',
  authLevel: 'anonymous',
  handler: route((request) => getQuarantine(request, services())),
});

app.post('replay', {
  route: 'v1/tenants/{tenant}/quarantine/{chunk}/replay',
  authLevel: 'anonymous',
  handler: route((request) => postReplay(request, services(), (chunk) => replayChunk(chunk, services()))),
});
