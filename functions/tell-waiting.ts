import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { tellWaiting } from '../lib/upkeep/tell-waiting.js';

app.timer('tell-waiting', {
  schedule: '45 */5 * * * *',
  handler: () => tellWaiting(services()),
});
