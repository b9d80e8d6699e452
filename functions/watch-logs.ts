import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { watchAllLogs } from '../lib/upkeep/watch-logs.js';

app.timer('watch-logs', {
  schedule: '45 */5 * * * *',
  handler: () => watchAllLogs(services()),
});
