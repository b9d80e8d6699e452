import { app } from '@azure/functions';
import { postHeartbeat } from '../lib/api/heartbeats.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.post('heartbeats', {
  route: 'v1/heartbeats',
  authLevel: 'anonymous',
  handler: route((request) => postHeartbeat(request, services())),
});
