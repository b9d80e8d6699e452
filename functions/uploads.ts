import { app } from '@azure/functions';
import { route } from '../lib/api/route.js';
import { grantUploads } from '../lib/api/uploads.js';
import { services } from '../lib/services.js';

app.post('uploads', { route: 'v1/uploads', authLevel: 'anonymous', handler: route((request) => grantUploads(request, services())) });
