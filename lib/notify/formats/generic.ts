import { z } from 'zod';
import { SEVERITIES } from '../../diagnosis/rule.js';
import { NOTED_CHANGES, SUBJECTS } from '../../store/change-table.js';
import type { NotifiedChange } from '../../store/delivery-row.js';
import { pageOf, type Notice } from '../notice.js';

const common = { timestamp: z.iso.datetime() };

/** What machines get: one event for each change, as the Standard Webhooks specification lays a payload out. */
export const genericSchema = z.union([
  z.object({
    type: z.string().regex(/^(finding|observation|chunk)\.(opened|reopened|raised|recovered|withdrawn)$/),
    ...common,
    data: z.object({
      id: z.string().describe('of the change: the same for ever'),
      change: z.enum(NOTED_CHANGES),
      subject: z.enum(SUBJECTS),
      subjectId: z.string(),
      incident: z.string().describe('the same for all that fails by the same cause, also at other tenants'),
      tenant: z.object({ id: z.string(), name: z.string() }),
      rule: z.string(),
      severity: z.enum(SEVERITIES),
      title: z.string(),
      summary: z.string(),
      server: z.string().nullable(),
      connector: z.string().nullable(),
      step: z.object({ do: z.string(), command: z.string().nullable() }).nullable().describe('the first thing to do'),
      url: z.url().nullable(),
    }),
  }),
  z.object({ type: z.literal('test'), ...common, data: z.object({ message: z.string() }) }),
]);

/** The event of a change. */
export function genericEvent({ action, at, changes, dashboard }: Notice): z.input<typeof genericSchema> {
  const [change] = changes;
  if (action === 'test' || change === undefined)
    return { type: 'test', timestamp: at, data: { message: 'Mailflow can reach this channel.' } };
  return { type: `${change.subject}.${change.change}`, timestamp: change.at, data: dataOf(change, dashboard) };
}

function dataOf(told: NotifiedChange, dashboard: string | undefined) {
  const { id, change, subject, subjectId, incident, tenant, tenantName, rule, severity, title, summary, server, connector, step } = told;
  const url = pageOf(told, dashboard) ?? null;
  return {
    id,
    change,
    subject,
    subjectId,
    incident,
    tenant: { id: tenant, name: tenantName },
    rule,
    severity,
    title,
    summary,
    server,
    connector,
    step,
    url,
  };
}
