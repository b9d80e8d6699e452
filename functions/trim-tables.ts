import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { trimAllTables } from '../lib/upkeep/trim-tables.js';

app.timer('trim-tables', {
  schedule: '20 2-59/5 * * * *',
  handler: () => trimAllTables(services()),
});
