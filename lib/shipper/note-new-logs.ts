import type { Checkpoints } from './checkpoints.js';
import type { FoundLog } from './find-log-files.js';
import type { QuietFiles } from './quiet-files.js';
import { readLogFile } from './read-log-file.js';

/**
 * Remembers logs at first sight, long before it is the turn of those at the end of a backlog: when Exchange deletes one before it was shipped, its name,
 * date and size are known and can be told.
 *
 * @param rest called between two files
 */
export async function noteNewLogs(
  logs: readonly FoundLog[],
  checkpoints: Checkpoints,
  quiet: QuietFiles,
  rest: () => Promise<void>,
): Promise<void> {
  const known = new Set(checkpoints.all().map(({ path }) => path));
  for (const { path, name, stream } of logs) {
    if (known.has(path) || quiet.knows(path)) continue;
    await rest();
    const reading = await readLogFile(path);
    if (reading.kind !== 'read' || reading.head.kind !== 'header') continue;
    const identity = { stream, name, date: reading.head.header.date };
    if (checkpoints.of(identity) === undefined) checkpoints.begin(identity, path, reading.look.size);
  }
}
