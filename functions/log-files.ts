import { app } from '@azure/functions';
import { getLogFile, getLogFiles } from '../lib/api/log-files.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('log-files', {
  route: 'v1/tenants/{tenant}/log-files',
  authLevel: 'anonymous',
  handler: route((request) => getLogFiles(request, services())),
});

app.get('log-file', {
  route: 'v1/tenants/{tenant}/log-files/{file}',
  authLevel: 'anonymous',
  handler: route((request) => getLogFile(request, services())),
});
