import type { FileHandle } from 'node:fs/promises';
import { errorCode } from './error-code.js';
import { HEAD_BYTES, readHeader, type HeaderReading } from './file-identity.js';
import type { FileLook } from './memory.js';
import { openUnlocked } from './open-unlocked.js';
import { Room } from './room.js';

export interface LogReading {
  readonly kind: 'read';
  readonly head: HeaderReading;
  /** How the file looked before its bytes were read. */
  readonly look: FileLook;
  /** The bytes asked for, or fewer where the file ends. */
  readonly bytes: Buffer;
}

export type FailedReading = { readonly kind: 'vanished' } | { readonly kind: 'unreadable'; readonly code: string };

/**
 * Reads the header and one range of a log in a single opening, so that the bytes surely belong to the log that the header names, even
 * when the file is replaced by another of the same name.
 *
 * The handle is closed at once: nothing of ours may stand in the way when Exchange deletes the file. While it is open others may write,
 * rename and delete, since libuv opens with FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE.
 *
 * @source https://github.com/libuv/libuv/blob/v1.x/src/win/fs.c (fs__open)
 *
 * @param room where the range's bytes go
 */
export async function readLogFile(
  path: string,
  from = 0,
  length = 0,
  room: Pick<Room, 'of'> = new Room(),
): Promise<LogReading | FailedReading> {
  let handle: FileHandle | undefined;
  try {
    handle = await openUnlocked(path, 'r');
    const { size, mtimeMs, ino } = await handle.stat();
    const head = await readRange(handle, 0, Buffer.allocUnsafe(Math.min(HEAD_BYTES, size)));
    const bytes = await readRange(handle, from, room.of(Math.max(0, Math.min(length, size - from))));
    return { kind: 'read', head: readHeader(head), look: { size, mtimeMs, ino }, bytes };
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' ? { kind: 'vanished' } : { kind: 'unreadable', code };
  } finally {
    await handle?.close();
  }
}

async function readRange(handle: FileHandle, from: number, bytes: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
