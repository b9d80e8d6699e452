import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CannotRead } from './cannot-read.js';

/** A log to read, and the folder it stands in: sessions cross the files of one folder, never two folders. */
export interface InputFile {
  readonly path: string;
  /** The caller named this very file, so it must be readable as a protocol log; what a folder happens to hold may be something else. */
  readonly named: boolean;
}

/** Names that logs go by, packed or not. */
const LOG_NAME = /\.(log|txt|csv)(\.gz)?$/i;

/**
 * The logs that the arguments name: files as they are, folders with all that stands below them.
 *
 * @returns groups of files whose sessions may cross, each in the order in which Exchange wrote them.
 * @throws {CannotRead} for a path that does not exist or cannot be listed.
 */
export async function findInputs(paths: readonly string[]): Promise<readonly (readonly InputFile[])[]> {
  const groups = new Map<string, InputFile[]>();
  const seen = new Set<string>();
  for (const path of paths) {
    const files = await filesAt(path);
    for (const { file, real } of await Promise.all(files.map(async (one) => ({ file: one, real: await realPath(one.path) })))) {
      // A file may be named twice, or by its folder and by itself: it is read once.
      if (seen.has(real)) continue;
      seen.add(real);
      const name = groupOf(file.path);
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [file]);
      else group.push(file);
    }
  }
  return [...groups.values()].map(inOrder);
}

/** The pipe of a shell's `<(…)` has no path but the one by which it is named. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function filesAt(path: string): Promise<readonly InputFile[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw CannotRead.because(path, error);
  });
  if (!found.isDirectory()) return [{ path, named: true }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw CannotRead.because(path, error);
  });
  const files = entries
    .filter((entry) => entry.isFile() && LOG_NAME.test(entry.name))
    .map((entry) => ({ path: join(entry.parentPath, entry.name), named: false }));
  if (files.length === 0) throw new CannotRead(path, 'it holds no file that ends in .log, .txt or .csv, or one of these with .gz');
  return files;
}

/** Send and receive logs that lie in one folder belong to different streams all the same. */
function groupOf(path: string): string {
  return `${dirname(path)}|${/^(SEND|RECV)/i.exec(basename(path))?.[0].toUpperCase() ?? basename(path)}`;
}

/** By their names, in which numbers count: `SEND2019052815-10.LOG` comes after `…-9.LOG`. A single file does not need the tables of all languages. */
function inOrder(files: readonly InputFile[]): readonly InputFile[] {
  if (files.length === 1) return files;
  const { compare } = new Intl.Collator('en', { numeric: true });
  return files.toSorted((a, b) => compare(basename(a.path), basename(b.path)));
}
