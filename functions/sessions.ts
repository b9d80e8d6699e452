import { app } from '@azure/functions';
import { route } from '../lib/api/route.js';
import { getSession } from '../lib/api/sessions.js';
import { services } from '../lib/services.js';

app.get('session', {
  route: 'v1/tenants/{tenant}/sessions/{session}',
  authLevel: 'anonymous',
  handler: route((request) => getSession(request, services())),
});
