import { z } from 'zod';
import { SEVERITIES, type Severity } from '../../diagnosis/rule.js';
import { NOTED_CHANGES } from '../../store/change-table.js';
import { CHANGE_WORDS, headlineOf, leadOf, pageOf, placeOf, plain, severityOf, tenantsOf, type Notice } from '../notice.js';

/** Enough for a person; a ticket that lists a thousand findings is read by nobody. */
const MAX_LINES = 50;

/** The urgencies that ticket systems know, 1 the highest. */
const PRIORITIES = {
  blocker: 1,
  degraded: 2,
  security: 2,
  'per-message': 3,
  info: 4,
} as const satisfies Readonly<Record<Severity, number>>;

/** What a ticket system gets: what to do with the ticket of this key. */
export const ticketSchema = z.object({
  action: z.enum(['open', 'update', 'resolve', 'test']),
  dedupKey: z.string().describe('one ticket a key: open it, comment on it, close it'),
  source: z.literal('mailflow'),
  at: z.iso.datetime(),
  title: z.string().max(250),
  description: z.string().describe('plain text'),
  severity: z.enum(SEVERITIES),
  priority: z.int().min(1).max(4),
  rule: z.string().nullable(),
  tenants: z.array(z.string()),
  url: z.url().nullable(),
  changes: z
    .array(z.object({ id: z.string(), change: z.enum(NOTED_CHANGES), tenant: z.string(), subjectId: z.string(), at: z.iso.datetime() }))
    .max(MAX_LINES),
});

/** The ticket of an incident. */
export function ticket(notice: Notice): z.input<typeof ticketSchema> {
  const lead = leadOf(notice);
  const severity = severityOf(notice);
  return {
    action: notice.action,
    dedupKey: notice.incident,
    source: 'mailflow',
    at: notice.at,
    title: headlineOf(notice),
    description: descriptionOf(notice),
    severity,
    priority: PRIORITIES[severity],
    rule: lead?.rule ?? null,
    tenants: [...tenantsOf(notice)],
    url: (lead && pageOf(lead, notice.dashboard)) ?? null,
    changes: notice.changes.slice(0, MAX_LINES).map(({ id, change, tenant, subjectId, at }) => ({ id, change, tenant, subjectId, at })),
  };
}

function descriptionOf(notice: Notice): string {
  const { changes } = notice;
  const lead = leadOf(notice);
  if (lead === undefined) return 'A test. Nothing is to be done.';
  const lines = changes.slice(0, MAX_LINES).map((change) => `- ${placeOf(change)}: ${CHANGE_WORDS[change.change]} ${change.at}`);
  const rest = changes.length > MAX_LINES ? [`- and ${changes.length - MAX_LINES} more`] : [];
  const step =
    lead.step === null
      ? []
      : ['', `First: ${plain(lead.step.do, 600)}`, ...(lead.step.command === null ? [] : [`> ${plain(lead.step.command, 600)}`])];
  return [plain(lead.summary, 600), '', ...lines, ...rest, ...step].join('\n').trim();
}
