import { z } from 'zod';
import type { Access } from '../../lib/api/access.js';
import { declareRoute } from '../../lib/api/route.js';

/** A route that does nothing: what is asked of it shows who is let in, and how often. */
export function thingsRoute<Admitted>(path: string, access: Access<Admitted>) {
  return declareRoute({
    method: 'GET',
    path,
    operationId: 'things',
    tag: 'things',
    summary: 'Things',
    access,
    answer: z.object({}),
    handle: () => Promise.resolve({ json: {} }),
  });
}
