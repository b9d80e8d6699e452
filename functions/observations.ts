import { app } from '@azure/functions';
import { getObservations } from '../lib/api/observations.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('observations', {
  route: 'v1/tenants/{tenant}/observations',
  authLevel: 'anonymous',
  handler: route((request) => getObservations(request, services())),
});
