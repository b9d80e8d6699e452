import { REPLACED_TOKEN_HOURS, tokenRotationSchema } from '../contract/token-rotation.js';
import { rotateToken } from '../tenants/rotate-token.js';
import { tokenPrefix } from '../tenants/token.js';
import { SHIPPER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** A shipper takes a new token in place of the one it has. */
export const rotateTokenRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tokens/rotate',
  operationId: 'rotateToken',
  tag: 'tokens',
  summary: 'A shipper takes a new token in place of its own',
  description: `The old one stays valid for ${REPLACED_TOKEN_HOURS} hours. Asked again with it before the new one was used, the new one ends and another takes its place.`,
  access: SHIPPER,
  audit: 'token.rotated',
  status: 201,
  answer: tokenRotationSchema,
  async handle({ caller: { address, actor, tenant, server } }, { tables, now }: Doorkeeper) {
    const rotation = await rotateToken(tables, address, actor.id, now());
    if (rotation.result === 'replaced-already')
      throw new Problem('forbidden', 'This token was replaced, and its replacement is in use. Use that one, or enrol the server anew.');
    const { token, oldExpiresAt } = rotation;
    return {
      json: { token: token.text, oldTokenExpiresAt: oldExpiresAt.toISOString() },
      audited: { tenant, target: tokenPrefix(token), detail: { server } },
    };
  },
});
