import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { deleteTenants } from '../lib/upkeep/delete-tenants.js';

app.timer('delete-tenants', {
  schedule: '15 */5 * * * *',
  handler: () => deleteTenants(services()),
});
