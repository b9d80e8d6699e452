import { z } from 'zod';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface ReplayOptions {
  readonly api: string;
  readonly token: string;
  readonly tenant: string;
  readonly all?: boolean;
}

const chunkSchema = z.object({
  id: z.string(),
  replayUrl: z.string(),
  blob: z.string(),
  error: z.object({ name: z.string(), message: z.string(), place: z.string() }),
  attempts: z.number(),
  failedAt: z.string(),
});
const pageSchema = z.object({ chunks: z.array(chunkSchema), nextLink: z.string().nullable() });
const replayedSchema = chunkSchema.extend({ status: z.string() });
const problemSchema = z.object({ title: z.string(), detail: z.string() });

type QuarantinedChunk = z.infer<typeof chunkSchema>;

/**
 * `mailflow replay`: has chunks in quarantine read again, or lists them. All words come from afar, so each is made fit for the terminal.
 *
 * @returns the exit code: 1 when something of what was asked for still can't be read.
 */
export async function replayCommand(ids: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  const listed = await quarantined(options);
  if (ids.length === 0 && options.all !== true) {
    for (const line of listed.flatMap(inWords)) terminal.say(line);
    terminal.say(listed.length === 0 ? 'Nothing is in quarantine.' : 'Name ids, or --all, to have them read again.');
    return listed.length === 0 ? 0 : 1;
  }
  const unknown = ids.filter((id) => !listed.some((chunk) => chunk.id === id));
  for (const id of unknown) terminal.complain(printable(`mailflow replay: ${id} is not in quarantine.`));
  let failed = unknown.length;
  for (const { id, replayUrl } of listed.filter((chunk) => options.all === true || ids.includes(chunk.id))) {
    const replayed = await call(options, replayUrl, replayedSchema, 'POST');
    if (replayed.status !== 'quarantined') terminal.say(printable(`${id}  ${replayed.status}`));
    else {
      failed += 1;
      for (const line of inWords(replayed)) terminal.complain(line);
    }
  }
  return failed > 0 ? 1 : 0;
}

function inWords({ id, blob, error, attempts, failedAt }: QuarantinedChunk): readonly string[] {
  return [`${id}  ${blob}`, `  ${error.name}: ${error.message} (attempt ${attempts}, ${failedAt})`].map(printable);
}

async function quarantined(options: ReplayOptions): Promise<readonly QuarantinedChunk[]> {
  const chunks: QuarantinedChunk[] = [];
  let link: string | null = `/api/v1/tenants/${options.tenant}/quarantine`;
  while (link !== null) {
    const page: z.infer<typeof pageSchema> = await call(options, link, pageSchema);
    chunks.push(...page.chunks);
    link = page.nextLink;
  }
  return chunks;
}

async function call<Schema extends z.ZodType>(
  { api, token }: ReplayOptions,
  path: string,
  schema: Schema,
  method: 'GET' | 'POST' = 'GET',
): Promise<z.output<Schema>> {
  const base = new URL(api);
  const url = new URL(path, base);
  // A link that leads elsewhere must not carry the token there.
  if (url.origin !== base.origin) throw new Error(`the API named an address elsewhere: ${url.href}`);
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return schema.parse(body);
  const problem = problemSchema.safeParse(body);
  throw new Error(problem.success ? `${problem.data.title}. ${problem.data.detail}` : `the API answered ${response.status}.`);
}
