import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineWriter, linesOf, SLICE } from '../../lib/shipper/state-lines.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-state-lines-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file on a disk that takes only some bytes at once, as one does that is nearly full. */
function reluctant(handle: FileHandle): FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      if (name === 'sync') return () => target.sync();
      if (name !== 'write') throw new Error(`not asked for: ${String(name)}`);
      return (bytes: Buffer, from: number, length: number, at: number) => target.write(bytes, from, Math.min(length, 1000), at);
    },
  });
}

const LINES = ['first\n', `${'long '.repeat(SLICE / 3)}\n`, 'last ö\n'];

it('lines are written whole, also by a disk that takes only a part of them at once', async () => {
  const path = join(folder, 'lines');
  const handle = await open(path, 'w');
  const writer = new LineWriter(reluctant(handle), 0);
  for (const line of LINES) await writer.add(line);
  await writer.flush();
  await handle.close();
  expect(readFileSync(path, 'utf8')).toBe(LINES.join(''));
  expect(writer.end).toBe(readFileSync(path).length);
});

it('lines of any length are read, each from where it begins', async () => {
  const path = join(folder, 'lines');
  const handle = await open(path, 'w+');
  const writer = new LineWriter(handle, 0);
  for (const line of LINES) await writer.add(line);
  await writer.flush();
  const read: [string, number][] = [];
  for await (const { line, at } of linesOf(handle, 0, 16)) read.push([line, at]);
  await handle.close();
  expect(read).toEqual(LINES.map((line, index) => [line, writer.places[index]]));
});
