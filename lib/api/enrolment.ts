import { z } from 'zod';
import { ENROLMENT_MINUTES, enrolmentAnswerSchema, enrolmentRequestSchema } from '../contract/enrolment.js';
import { listEnrolmentCodes, type StoredEnrolmentCode } from '../store/enrolment-code-table.js';
import { findTenant } from '../store/tenant-table.js';
import { pageOfTokens } from '../store/token-table.js';
import { isOpen, makeEnrolmentCode, MAX_OPEN_CODES, takeEnrolmentCode } from '../tenants/enrolment-code.js';
import { makeToken } from '../tenants/token.js';
import { OPERATOR, PUBLIC } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { time } from './parts-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

const codeSchema = z
  .object({
    id: z.string(),
    state: z.enum(['open', 'used', 'expired']),
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time,
    usedAt: time.nullable(),
    server: z.string().nullable().describe('the server that it was exchanged for'),
  })
  .meta({ id: 'EnrolmentCode' });

/** Makes a code with which one server gets its token. */
export const createEnrolmentCodeRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/enrolment-codes',
  operationId: 'createEnrolmentCode',
  tag: 'enrolment',
  summary: 'Makes a code with which one server gets its token',
  description: `The code is shown this once, can be exchanged once, and for ${ENROLMENT_MINUTES} minutes. At most ${MAX_OPEN_CODES} are open at once.`,
  access: OPERATOR,
  audit: 'enrolment-code.created',
  status: 201,
  answer: z.object({ id: z.string(), code: z.string(), expiresAt: time }).meta({ id: 'NewEnrolmentCode' }),
  async handle({ caller, params: { tenant } }, { tables, now }: Doorkeeper) {
    const made = await makeEnrolmentCode(tables, tenant, caller.actor.id, now());
    if (made === undefined)
      throw new Problem(
        'too-many-open',
        `${MAX_OPEN_CODES} codes of “${tenant}” are open. Use one, or wait: each ends after ${ENROLMENT_MINUTES} minutes.`,
      );
    return { json: made, audited: { target: made.id } };
  },
});

/** The codes that are open, or ended within a day. */
export const listEnrolmentCodesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/enrolment-codes',
  operationId: 'listEnrolmentCodes',
  tag: 'enrolment',
  summary: 'Enrolment codes that are open, or ended within a day',
  access: OPERATOR,
  answer: z.object({ enrolmentCodes: z.array(codeSchema) }).meta({ id: 'EnrolmentCodes' }),
  async handle({ params: { tenant } }, { tables, now }: Doorkeeper) {
    const codes = [...(await listEnrolmentCodes(tables, tenant))].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    return { json: { enrolmentCodes: codes.map((code) => codeResource(code, now())) } };
  },
});

function codeResource(code: StoredEnrolmentCode, now: Date) {
  const { id, createdAt, createdBy, expiresAt, usedAt, server } = code;
  const state = usedAt !== null ? 'used' : isOpen(code, now) ? 'open' : 'expired';
  return { id, state, createdAt, createdBy, expiresAt, usedAt, server } as const;
}

/** Reinstalls, and a second shipper during a move. More tokens for one server would mean that nobody revokes any. */
const MAX_TOKENS_PER_SERVER = 10;

/** A shipper exchanges a code for its token. */
export const enrolRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/enrolments',
  operationId: 'enrol',
  tag: 'enrolment',
  summary: 'Exchanges an enrolment code for a shipper’s token',
  access: PUBLIC,
  audit: 'server.enrolled',
  body: enrolmentRequestSchema,
  status: 201,
  answer: enrolmentAnswerSchema,
  async handle({ body: { code: text, server, version } }, { tables, now }: Doorkeeper) {
    const code = await takeEnrolmentCode(tables, { code: text, server }, now());
    const tenant = code && (await findTenant(tables, code.tenant));
    if (code === undefined || tenant?.state !== 'active')
      throw new Problem('not-found', 'There is no such code, it has expired, or it was used before. Ask your operator for a new one.');
    const { items } = await pageOfTokens(tables, {
      tenant: tenant.id,
      limit: MAX_TOKENS_PER_SERVER,
      only: ({ grant }) => grant.kind === 'shipper' && grant.server === server,
    });
    if (items.length === MAX_TOKENS_PER_SERVER)
      throw new Problem(
        'too-many-open',
        `“${server}” of tenant “${tenant.id}” has ${MAX_TOKENS_PER_SERVER} tokens. Ask your operator to revoke those that are not used.`,
      );
    const by = { kind: 'enrolment', id: code.id, name: code.createdBy } as const;
    const details = { name: `shipper of ${server}`, createdBy: `enrolment ${code.id}`, now: now() };
    const token = await makeToken(tables, { kind: 'shipper', tenant: tenant.id, server }, details);
    return {
      json: { token: token.text, tenant: tenant.id, server },
      audited: { tenant: tenant.id, target: server, detail: { token: token.id, version }, by },
    };
  },
});
