import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { tellStanding } from '../lib/upkeep/tell-standing.js';

app.timer('tell-standing', {
  schedule: '0 23 * * * *',
  handler: () => tellStanding(services()),
});
