import { app } from '@azure/functions';
import { services } from '../lib/services.js';
import { findLostUploads } from '../lib/upkeep/find-lost-uploads.js';

app.timer('find-lost-uploads', {
  schedule: '30 */5 * * * *',
  handler: () => findLostUploads(services()),
});
