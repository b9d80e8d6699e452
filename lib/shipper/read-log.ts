import { unshippedBytes } from './checkpoint.js';
import type { Checkpoint, FileLook } from './memory.js';
import type { LogHeader } from './file-identity.js';
import { readLogFile } from './read-log-file.js';
import type { Room } from './room.js';
import { LogStop } from './stops.js';

export interface LogPart {
  readonly bytes: Buffer;
  readonly header: LogHeader;
  readonly look: FileLook;
}

/**
 * Reads a range of the log that a checkpoint is about, fewer bytes where the log ends.
 *
 * @throws LogStop when the file can't be read, or has become another log meanwhile: those bytes must not travel under this log's name.
 */
export async function readLog(checkpoint: Checkpoint, from: number, length: number, room?: Pick<Room, 'of'>): Promise<LogPart> {
  const { path, date } = checkpoint;
  const reading = await readLogFile(path, from, length, room);
  if (reading.kind === 'unreadable') throw new LogStop({ name: 'file-unreadable', path, code: reading.code });
  if (reading.kind === 'vanished' || reading.head.kind !== 'header' || reading.head.header.date !== date) {
    throw new LogStop({ name: 'file-vanished', path, shippedUpTo: checkpoint.position.offset, lostBytes: unshippedBytes(checkpoint) });
  }
  return { bytes: reading.bytes, header: reading.head.header, look: reading.look };
}
