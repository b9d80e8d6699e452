import { app } from '@azure/functions';
import { getHealth } from '../lib/api/health.js';
import { route } from '../lib/api/route.js';
import { services } from '../lib/services.js';

app.get('health', { route: 'v1/health', authLevel: 'anonymous', handler: route(() => getHealth(services())) });
