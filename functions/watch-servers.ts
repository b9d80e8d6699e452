import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { watchAllServers } from '../lib/upkeep/watch-servers.js';

app.timer('watch-servers', {
  schedule: '15 */5 * * * *',
  handler: () => watchAllServers(services()),
});
