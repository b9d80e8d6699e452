import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { callApi, type ApiAccess } from './call-api.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface RediagnoseOptions extends ApiAccess {
  readonly tenant: string;
  readonly since?: string;
  readonly until?: string;
  readonly server?: string;
  /** Ends when it is asked for; otherwise follows it to its end. */
  readonly detach?: boolean;
}

const POLL_MILLISECONDS = 2_000;
/** Of each kind; all are counted, and the API names more. */
const NAMED = 10;

const rediagnosisSchema = z.object({
  id: z.string(),
  url: z.string(),
  since: z.string(),
  until: z.string(),
  server: z.string().nullable(),
  status: z.enum(['waiting', 'running', 'done', 'cancelled']),
  filesDone: z.number(),
  filesTotal: z.number().nullable(),
  chunksRead: z.number(),
  bytesRead: z.number(),
  chunksMissing: z.number(),
  chunksFailed: z.number(),
  missing: z.array(z.string()),
  failed: z.array(z.object({ blob: z.string(), error: z.object({ name: z.string(), message: z.string() }) })),
});
const pageSchema = z.object({ rediagnoses: z.array(rediagnosisSchema) });

type Rediagnosis = z.infer<typeof rediagnosisSchema>;

/**
 * `mailflow rediagnose`: has today's rules run over logs of a time range that were read before, and follows it. With an id it follows one that runs, with
 * neither it lists them.
 *
 * @param pause between two looks
 * @returns the exit code: 1 when something was not read, or it was cancelled.
 */
export async function rediagnoseCommand(
  id: string | undefined,
  options: RediagnoseOptions,
  terminal: Terminal,
  pause = () => sleep(POLL_MILLISECONDS),
): Promise<number> {
  const { tenant, since, until, server, detach } = options;
  const tenantUrl = `/api/v1/tenants/${tenant}`;
  if (since === undefined || until === undefined) {
    if (since !== until || server !== undefined) throw new Error('a time range has two ends: give --since and --until');
    if (id !== undefined) return follow(`${tenantUrl}/rediagnoses/${encodeURIComponent(id)}`, options, terminal, pause);
    const { rediagnoses } = await callApi(options, `${tenantUrl}/rediagnoses`, pageSchema);
    for (const rediagnosis of rediagnoses) terminal.say(printable(inWords(rediagnosis)));
    if (rediagnoses.length === 0) terminal.say('Nothing was re-diagnosed yet; --since and --until begin.');
    return 0;
  }
  if (id !== undefined) throw new Error('give an id to follow, or a time range to begin with, not both');
  const body = { since: instant(since), until: instant(until), ...(server !== undefined && { server }) };
  const begun = await callApi(options, `${tenantUrl}/rediagnose`, rediagnosisSchema, { method: 'POST', body });
  terminal.say(printable(`${begun.id} begins within a minute and goes on by itself; Ctrl+C only ends the watching.`));
  return detach === true ? 0 : follow(begun.url, options, terminal, pause);
}

/** `2026-11-24` is that day's beginning, UTC, as logs have it. */
function instant(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`“${text}” is no moment such as 2026-11-24 or 2026-11-24T05:00:00Z`);
  return new Date(time).toISOString();
}

async function follow(url: string, access: ApiAccess, terminal: Terminal, pause: () => Promise<unknown>): Promise<number> {
  for (;;) {
    const rediagnosis = await callApi(access, url, rediagnosisSchema);
    const { status, chunksMissing, chunksFailed } = rediagnosis;
    if (status === 'waiting' || status === 'running') {
      terminal.progress(printable(inWords(rediagnosis)));
      await pause();
      continue;
    }
    terminal.progress('');
    terminal.say(printable(inWords(rediagnosis)));
    for (const complaint of complaints(rediagnosis)) terminal.complain(printable(complaint));
    return status === 'done' && chunksMissing + chunksFailed === 0 ? 0 : 1;
  }
}

function inWords({ id, since, until, server, status, filesDone, filesTotal, chunksRead, bytesRead }: Rediagnosis): string {
  const files = filesTotal === null ? '' : `${filesDone} of ${filesTotal} log files, `;
  const mebibytes = (bytesRead / 1024 ** 2).toFixed(1);
  return `${id}  ${status}  ${since} to ${until}${server === null ? '' : ` of ${server}`}: ${files}${chunksRead} chunks with ${mebibytes} MiB read again`;
}

function complaints({ chunksMissing, chunksFailed, missing, failed }: Rediagnosis): readonly string[] {
  return [
    ...told(chunksMissing, 'chunks are not kept any more; what was said of them stays:', missing),
    ...told(
      chunksFailed,
      'chunks could not be read:',
      failed.map(({ blob, error: { name, message } }) => `${blob}: ${name}: ${message}`),
    ),
  ];
}

function told(count: number, what: string, names: readonly string[]): readonly string[] {
  if (count === 0) return [];
  const shown = names.slice(0, NAMED).map((name) => `  ${name}`);
  return [`${count} ${what}`, ...shown, ...(count > shown.length ? [`  … and ${count - shown.length} more`] : [])];
}
