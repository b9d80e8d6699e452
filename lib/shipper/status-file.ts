import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const statusSchema = z.object({
  version: z.string(),
  pid: z.int(),
  startedAt: z.iso.datetime(),
  /** When this was written. */
  at: z.iso.datetime(),
  lastShippedAt: z.iso.datetime().optional(),
  /** When Mailflow last answered a heartbeat. */
  lastHeartbeatAt: z.iso.datetime().optional(),
  /** What stands in the way now, in sentences. */
  problems: z.array(z.string()),
});

/** What a shipper that watches says of itself to whoever asks on the same machine. */
export type Status = z.infer<typeof statusSchema>;

function statusPath(stateFile: string): string {
  return `${stateFile}.status`;
}

/** Whoever reads it finds a whole one. It is worth nothing after a power failure, so nothing is flushed. */
export async function writeStatus(stateFile: string, status: Status): Promise<void> {
  const fresh = `${statusPath(stateFile)}.new`;
  await writeFile(fresh, `${JSON.stringify(status)}\n`);
  await rename(fresh, statusPath(stateFile));
}

/** @returns the last one that was written; `undefined` when there is none. */
export async function readStatus(stateFile: string): Promise<Status | undefined> {
  try {
    return statusSchema.parse(JSON.parse(await readFile(statusPath(stateFile), 'utf8')));
  } catch {
    return undefined;
  }
}
