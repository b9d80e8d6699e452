import { z } from 'zod';
import { handleFinding } from '../store/finding-condition.js';
import { refreshFleetFindings } from '../store/fleet-findings.js';
import { OPERATOR } from './access.js';
import { changedMeanwhile } from './etag.js';
import { findingDetailSchema } from './finding-schema.js';
import { findingAnswer, type FindingServices } from './findings.js';
import { acknowledgedRequest, handlingOf, mutedRequest, openRequest, resolvedRequest } from './handling-request.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** What a person did about a finding. */
const requestSchema = z
  .discriminatedUnion('state', [acknowledgedRequest, resolvedRequest, mutedRequest, openRequest])
  .meta({ id: 'FindingChange', description: 'what a person does about a finding; “open” takes it back' });

/** Acknowledges, mutes for a while, resolves, or takes that back. With `If-Match` only if nothing has changed since. */
export const changeFindingRoute = declareRoute({
  method: 'PATCH',
  path: '/api/v1/tenants/{tenant}/findings/{finding}',
  operationId: 'changeFinding',
  tag: 'findings',
  summary: 'Acknowledges a finding, mutes it until a moment, resolves it, or takes that back',
  access: OPERATOR,
  audit: 'finding.changed',
  params: { finding: z.string() },
  body: requestSchema,
  answer: findingDetailSchema,
  async handle({ params: { tenant, finding }, body, ifMatch }, services: FindingServices) {
    const result = await handleFinding(services.tables, tenant, finding, handlingOf(body, services.now()), ifMatch);
    if (result === 'not-found') throw new Problem('not-found', `Tenant “${tenant}” has no finding “${finding}”.`);
    if (result === 'changed-meanwhile') throw changedMeanwhile(finding);
    const answer = await findingAnswer(services, tenant, finding);
    await refreshFleetFindings(services.tables, tenant, answer.json.state === 'recovered' ? 'recovered' : 'failing');
    return { ...answer, audited: { detail: body } };
  },
});
