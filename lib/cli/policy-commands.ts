import { z } from 'zod';
import { tell, type AskOptions } from './access-commands.js';
import { callApi } from './call-api.js';
import type { Terminal } from './terminal.js';

const POLICIES = '/api/v1/notification-policies';

const policySchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  tenants: z.union([z.literal('*'), z.array(z.string())]),
  tags: z.array(z.string()),
  rules: z.array(z.string()),
  severities: z.array(z.string()),
  changes: z.array(z.string()),
  channels: z.array(z.string()),
  fallback: z.boolean(),
});

/** What a policy asks for; what is left out asks for nothing special. */
export interface PolicyOptions extends AskOptions {
  readonly channel: string[];
  readonly name?: string;
  readonly tenant?: string[];
  readonly tag?: string[];
  readonly rule?: string[];
  readonly severity?: string[];
  readonly change?: string[];
  readonly fallback?: boolean;
  readonly disabled?: boolean;
}

/** `mailflow policy save`: makes a policy, or puts another in its place. */
export async function savePolicyCommand(id: string, options: PolicyOptions, terminal: Terminal): Promise<void> {
  const {
    name = id,
    channel,
    tenant = ['*'],
    tag = [],
    rule = [],
    severity = [],
    change = [],
    fallback = false,
    disabled = false,
  } = options;
  const body = {
    ...{ name, enabled: !disabled, fallback, channels: channel },
    tenants: tenant.includes('*') ? '*' : tenant,
    ...{ tags: tag, rules: rule, severities: severity, changes: change },
  };
  const saved = await callApi(options, pathOf(id), policySchema, { method: 'PUT', body });
  tell(terminal, options, saved, policyLines(saved));
}

/** `mailflow policy list`: which changes go to which channels. */
export async function listPoliciesCommand(options: AskOptions, terminal: Terminal): Promise<void> {
  const { policies } = await callApi(options, POLICIES, z.object({ policies: z.array(policySchema) }));
  const none = ['There is no policy: nobody is told.'];
  tell(terminal, options, policies, policies.length === 0 ? none : policies.flatMap(policyLines));
}

/** `mailflow policy delete`: by this policy nobody is told any more. */
export async function deletePolicyCommand(id: string, options: AskOptions, terminal: Terminal): Promise<void> {
  const deleted = await callApi(options, pathOf(id), z.object({ deleted: z.string() }), { method: 'DELETE' });
  tell(terminal, options, deleted, [`${deleted.deleted} is deleted.`]);
}

const trialSchema = z.looseObject({
  since: z.string(),
  changes: z.int(),
  isCut: z.boolean(),
  notifications: z.int(),
  channels: z.array(z.object({ channel: z.string(), notifications: z.int() })),
  newest: z.array(
    z.looseObject({
      at: z.string(),
      channel: z.string(),
      action: z.string(),
      severity: z.string(),
      title: z.string(),
      tenants: z.array(z.string()),
    }),
  ),
});

/** `mailflow policy dry-run`: what a policy, or all of them, would have told in the last days. */
export async function tryPolicyCommand(id: string | undefined, options: AskOptions & { days?: number }, terminal: Terminal): Promise<void> {
  const body = { ...(id !== undefined && { policy: id }), ...(options.days !== undefined && { days: options.days }) };
  const tried = await callApi(options, `${POLICIES}/dry-run`, trialSchema, { method: 'POST', body });
  const { since, changes, isCut, notifications, channels, newest } = tried;
  tell(terminal, options, tried, [
    `Of ${changes} changes since ${since}, ${notifications} ${notifications === 1 ? 'notification' : 'notifications'} would have been sent.`,
    ...(isCut ? ['There were more changes; the oldest were left out.'] : []),
    ...channels.map((of) => `${String(of.notifications).padStart(6)} to ${of.channel}`),
    ...newest.map(
      ({ at, action, severity, title, tenants, channel }) =>
        `${at}  ${action.padEnd(7)} ${severity.padEnd(11)} ${title} (${tenants.join(', ')}) to ${channel}`,
    ),
  ]);
}

function pathOf(id: string): string {
  return `${POLICIES}/${encodeURIComponent(id)}`;
}

function policyLines({ id, name, enabled, tenants, channels, fallback, ...asked }: z.output<typeof policySchema>): readonly string[] {
  const only = [asked.tags.map((tag) => `#${tag}`), asked.rules, asked.severities, asked.changes].filter((words) => words.length > 0);
  const of = [tenants === '*' ? 'all tenants' : tenants.join(', '), ...only.map((words) => words.join(', '))].join('; ');
  const how = [...(fallback ? ['what no other takes'] : []), ...(enabled ? [] : ['at rest'])].map((word) => ` (${word})`).join('');
  return [`${id}  ${name}${how}`, `  ${of}: to ${channels.join(', ')}`];
}
