import { app } from '@azure/functions';
import { ROUTES } from '../lib/api/routes.js';
import { serveRoute } from '../lib/api/serve-route.js';
import { services } from '../lib/services.js';

// Every route is declared in lib/api/routes.ts, with who may call it: Mailflow checks tokens itself, and uses none of the host's keys.
for (const route of ROUTES) {
  app.http(route.operationId, {
    methods: [route.method],
    route: route.path.slice(1),
    authLevel: 'anonymous',
    handler: serveRoute(route, services),
  });
}
