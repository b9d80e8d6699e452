import { z } from 'zod';
import { callApi, type ApiAccess } from './call-api.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** What each of these verbs takes. All words come from afar, so each is made fit for the terminal. */
export interface AskOptions extends ApiAccess {
  readonly json?: boolean;
}

const tenantSchema = z.looseObject({ id: z.string(), name: z.string(), state: z.string(), tags: z.array(z.string()) });
const tokenSchema = z.looseObject({
  id: z.string(),
  role: z.string(),
  name: z.string(),
  tenants: z.union([z.literal('*'), z.array(z.string())]),
  server: z.string().nullable(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
const link = { nextLink: z.string().nullable() };

/** `mailflow tenant add`: adds a tenant. */
export async function addTenantCommand(
  id: string,
  options: AskOptions & { name?: string; tag?: string[] },
  terminal: Terminal,
): Promise<void> {
  const body = { id, name: options.name ?? id, tags: options.tag ?? [] };
  const tenant = await callApi(options, '/api/v1/tenants', tenantSchema, { method: 'POST', body });
  tell(terminal, options, tenant, [tenantLine(tenant)]);
}

/** `mailflow tenant list`: the tenants that the token may see. */
export async function listTenantsCommand(options: AskOptions & { tag?: string }, terminal: Terminal): Promise<void> {
  const query = options.tag === undefined ? '' : `?${new URLSearchParams({ tag: options.tag }).toString()}`;
  const pageSchema = z.object({ tenants: z.array(tenantSchema), ...link });
  const tenants = await allOf(options, `/api/v1/tenants${query}`, pageSchema, (page) => page.tenants);
  tell(terminal, options, tenants, tenants.length === 0 ? ['There is no tenant that this token may see.'] : tenants.map(tenantLine));
}

/** `mailflow tenant enroll`: makes a code with which one server of the tenant gets its token. */
export async function enrollTenantCommand(tenant: string, options: AskOptions, terminal: Terminal): Promise<void> {
  const schema = z.object({ id: z.string(), code: z.string(), expiresAt: z.string() });
  const made = await callApi(options, `/api/v1/tenants/${tenant}/enrolment-codes`, schema, { method: 'POST' });
  tell(terminal, options, made, [made.code, `It works once, until ${made.expiresAt}.`]);
}

/** `mailflow findings`: what fails, of one tenant or of all that the token may see. */
export async function findingsCommand(
  options: AskOptions & { tenant?: string; state?: string; severity?: string },
  terminal: Terminal,
): Promise<void> {
  const findingSchema = z.looseObject({
    ...{ id: z.string(), tenant: z.string(), severity: z.string(), state: z.string(), title: z.string() },
    ...{ server: z.string().nullable(), connector: z.string() },
  });
  const query = new URLSearchParams();
  if (options.state !== undefined) query.set('state', options.state);
  if (options.severity !== undefined) query.set('severity', options.severity);
  const path = options.tenant === undefined ? '/api/v1/findings' : `/api/v1/tenants/${options.tenant}/findings`;
  const pageSchema = z.object({ findings: z.array(findingSchema), ...link });
  const findings = await allOf(options, `${path}?${query.toString()}`, pageSchema, (page) => page.findings);
  const lines = findings.map(
    ({ severity, state, tenant, id, title, server, connector }) =>
      `${severity.padEnd(12)} ${state.padEnd(13)} ${tenant}  ${title}\n  ${server ?? 'unknown server'}, ${connector}: ${id}`,
  );
  tell(terminal, options, findings, lines.length === 0 ? ['Nothing fails, as far as the logs tell.'] : lines);
}

/** `mailflow session`: a failed session with all its log lines. */
export async function sessionCommand(session: string, options: AskOptions & { tenant: string }, terminal: Terminal): Promise<void> {
  const schema = z.looseObject({ outcome: z.string(), connector: z.string(), records: z.array(z.looseObject({ text: z.string() })) });
  const found = await callApi(options, `/api/v1/tenants/${options.tenant}/sessions/${encodeURIComponent(session)}`, schema);
  tell(terminal, options, found, [`${found.outcome}, ${found.connector}`, ...found.records.map(({ text }) => text)]);
}

/** `mailflow token create`: makes a token, and shows it this once. */
export async function createTokenCommand(
  options: AskOptions & { role: string; name: string; tenant: string[]; server?: string; days?: number },
  terminal: Terminal,
): Promise<void> {
  const [tenant] = options.tenant;
  const expiresInDays = options.days;
  const body =
    options.role === 'shipper'
      ? { role: 'shipper', name: options.name, tenant, server: options.server, expiresInDays }
      : { role: options.role, name: options.name, tenants: tenant === '*' ? '*' : options.tenant, expiresInDays };
  const made = await callApi(options, '/api/v1/tokens', tokenSchema.extend({ token: z.string() }), { method: 'POST', body });
  tell(terminal, options, made, [made.token, `${tokenLine(made)}. It is shown this once.`]);
}

/** `mailflow token list`: query tokens, or those of a tenant's shippers. */
export async function listTokensCommand(options: AskOptions & { tenant?: string }, terminal: Terminal): Promise<void> {
  const path = options.tenant === undefined ? '/api/v1/tokens' : `/api/v1/tenants/${options.tenant}/tokens`;
  const tokens = await allOf(options, path, z.object({ tokens: z.array(tokenSchema), ...link }), (page) => page.tokens);
  tell(terminal, options, tokens, tokens.length === 0 ? ['There is no token.'] : tokens.map(tokenLine));
}

/** `mailflow token revoke`: ends a token at once. */
export async function revokeTokenCommand(id: string, options: AskOptions, terminal: Terminal): Promise<void> {
  const path = `/api/v1/tokens/${encodeURIComponent(id)}`;
  const revoked = await callApi(options, path, z.object({ revoked: z.string() }), { method: 'DELETE' });
  tell(terminal, options, revoked, [`${revoked.revoked} is revoked.`]);
}

async function allOf<Schema extends z.ZodType<{ readonly nextLink: string | null }>, Item>(
  access: ApiAccess,
  path: string,
  schema: Schema,
  itemsOf: (page: z.output<Schema>) => readonly Item[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let next: string | null = path; next !== null;) {
    const page: z.output<Schema> = await callApi(access, next, schema);
    items.push(...itemsOf(page));
    next = page.nextLink;
  }
  return items;
}

/** Prints what came of it, as JSON or in lines. */
export function tell(terminal: Terminal, { json = false }: AskOptions, value: unknown, lines: readonly string[]): void {
  if (json) terminal.say(JSON.stringify(value, null, 2));
  else for (const line of lines.flatMap((text) => text.split('\n'))) terminal.say(printable(line));
}

function tenantLine({ id, name, state, tags }: z.output<typeof tenantSchema>): string {
  return [id.padEnd(24), state.padEnd(9), name, ...tags.map((tag) => `#${tag}`)].join(' ');
}

function tokenLine({ id, role, name, tenants, server, expiresAt, lastUsedAt }: z.output<typeof tokenSchema>): string {
  const whose = tenants === '*' ? 'all tenants' : tenants.join(', ');
  const ends = expiresAt === null ? 'does not end' : `ends ${expiresAt.slice(0, 10)}`;
  return `${id}  ${role} of ${server === null ? whose : `${server}, ${whose}`}: ${name} (${ends}, last used ${lastUsedAt ?? 'never'})`;
}
