import { app } from '@azure/functions';
import { getCertificates } from '../lib/api/certificates.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('certificates', {
  route: 'v1/tenants/{tenant}/certificates',
  authLevel: 'anonymous',
  handler: route((request) => getCertificates(request, services())),
});
