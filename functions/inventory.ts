import { app } from '@azure/functions';
import { getInventory } from '../lib/api/inventory.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('inventory', {
  route: 'v1/tenants/{tenant}/inventory',
  authLevel: 'anonymous',
  handler: route((request) => getInventory(request, services())),
});
