import { app } from '@azure/functions';
import { getDashboardAsset, getDashboardPage } from '../lib/api/dashboard.js';

app.get('dashboard', {
  // The empty path: a route without a segment can't be written otherwise.
  route: '{empty:maxlength(0)?}',
  authLevel: 'anonymous',
  handler: getDashboardPage,
});

app.get('dashboard-asset', {
  route: 'assets/{file}',
  authLevel: 'anonymous',
  handler: getDashboardAsset,
});
