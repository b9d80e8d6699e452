import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { watchAllInventories } from '../lib/upkeep/watch-inventory.js';

app.timer('watch-inventory', {
  // Once a day, before anyone begins to work in Europe and at an odd minute, when other timers of the world are quiet.
  schedule: '0 17 4 * * *',
  handler: () => watchAllInventories(services()),
});
