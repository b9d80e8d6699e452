import { app } from '@azure/functions';
import { getFinding, getFindings } from '../lib/api/findings.js';
import { patchFinding } from '../lib/api/patch-finding.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('findings', {
  route: 'v1/tenants/{tenant}/findings',
  authLevel: 'anonymous',
  handler: route((request) => getFindings(request, services())),
});

app.get('finding', {
  route: 'v1/tenants/{tenant}/findings/{finding}',
  authLevel: 'anonymous',
  handler: route((request) => getFinding(request, services())),
});

app.patch('handle-finding', {
  route: 'v1/tenants/{tenant}/findings/{finding}',
  authLevel: 'anonymous',
  handler: route((request) => patchFinding(request, services())),
});
