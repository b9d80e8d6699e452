import { app } from '@azure/functions';
import { alwaysAnswer } from '../lib/api/always-answer.js';
import { getDashboardAsset, getDashboardPage } from '../lib/api/dashboard.js';
import { services } from '../lib/services.js';

app.get('dashboard', {
  // The empty path: a route without a segment can't be written otherwise.
  route: '{empty:maxlength(0)?}',
  authLevel: 'anonymous',
  handler: alwaysAnswer((request) => getDashboardPage(request, services())),
});

app.get('dashboard-asset', {
  route: 'assets/{file}',
  authLevel: 'anonymous',
  handler: alwaysAnswer(getDashboardAsset),
});
