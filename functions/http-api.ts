import { app } from '@azure/functions';
import { alwaysAnswer } from '../lib/api/always-answer.js';
import { watchExchanges } from '../lib/api/exchange.js';
import { ROUTES } from '../lib/api/routes.js';
import { serveRoute } from '../lib/api/serve-route.js';
import { services } from '../lib/services.js';
import { inTrace } from '../lib/telemetry/trace-context.js';

// Exports are streamed, so all of HTTP is.
app.setup({ enableHttpStream: true });
watchExchanges();

// Every route is declared in lib/api/routes.ts, with who may call it: Mailflow checks tokens itself, and uses none of the host's keys.
for (const route of ROUTES) {
  const serve = serveRoute(route, services);
  app.http(route.operationId, {
    methods: [route.method],
    route: route.path.slice(1),
    authLevel: 'anonymous',
    handler: alwaysAnswer((request, context) => inTrace(context.traceContext?.traceParent, () => serve(request, context))),
  });
}
