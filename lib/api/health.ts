import { z } from 'zod';
import { findTenant } from '../store/tenant-table.js';
import { PUBLIC } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** Whether Mailflow can answer, which it can't without its tables. Open to all, so it says no more than that. */
export const readHealthRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/health',
  operationId: 'readHealth',
  tag: 'health',
  summary: 'Whether Mailflow can answer',
  access: PUBLIC,
  answer: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
  async handle(_call, { tables }: Doorkeeper) {
    try {
      await findTenant(tables, 'health');
    } catch {
      throw new Problem('storage-unavailable', 'The tables do not answer. Uploads are kept and will be read when they do.');
    }
    return { json: { status: 'ok' as const } };
  },
});
