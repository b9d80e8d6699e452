import { app } from '@azure/functions';
import { grantInventoryUploads } from '../lib/api/inventory-uploads.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.post('inventory-uploads', {
  route: 'v1/inventory-uploads',
  authLevel: 'anonymous',
  handler: route((request) => grantInventoryUploads(request, services())),
});
