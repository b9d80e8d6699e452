import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { refreshWholeFleet } from '../lib/upkeep/refresh-fleet.js';

app.timer('refresh-fleet', {
  schedule: '45 */5 * * * *',
  handler: () => refreshWholeFleet(services()),
});
