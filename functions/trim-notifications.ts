import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { trimNotifications } from '../lib/upkeep/trim-notifications.js';

app.timer('trim-notifications', {
  schedule: '40 17 4 * * *',
  handler: () => trimNotifications(services()),
});
