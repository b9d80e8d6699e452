import { app } from '@azure/functions';
import { notify } from '../lib/notify/notify.js';
import { services } from '../lib/services.js';

app.timer('notify', {
  schedule: '5,35 * * * * *',
  handler: () => notify(services()),
});
