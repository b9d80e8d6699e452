import { app } from '@azure/functions';
import { concludeOpenSessions } from '../lib/ingest/conclude-open-sessions.js';
import { services } from '../lib/services.js';

app.timer('conclude-open-sessions', {
  schedule: '0 * * * * *',
  handler: () => concludeOpenSessions(services()),
});
