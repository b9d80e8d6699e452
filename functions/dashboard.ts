import { app } from '@azure/functions';
import { getDashboardAsset, getDashboardPage } from '../lib/api/dashboard.js';
import { services } from '../lib/services.js';

app.get('dashboard', {
  // The empty path: a route without a segment can't be written otherwise.
  route: '{empty:maxlength(0)?}',
  authLevel: 'anonymous',
  handler: (request) => getDashboardPage(request, services()),
});

app.get('dashboard-asset', {
  route: 'assets/{file}',
  authLevel: 'anonymous',
  handler: getDashboardAsset,
});
