import { z } from 'zod';
import { callApi, type ApiAccess } from './call-api.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface ReplayOptions extends ApiAccess {
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
    const replayed = await callApi(options, replayUrl, replayedSchema, { method: 'POST' });
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
    const page: z.infer<typeof pageSchema> = await callApi(options, link, pageSchema);
    chunks.push(...page.chunks);
    link = page.nextLink;
  }
  return chunks;
}
