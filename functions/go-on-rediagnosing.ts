import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { goOnRediagnosing } from '../lib/upkeep/go-on-rediagnosing.js';

app.timer('go-on-rediagnosing', {
  schedule: '15 * * * * *',
  handler: () => goOnRediagnosing(services()),
});
