import { LogPart } from '../../lib/log/log-part.js';
import { scannableMemory } from '../../lib/log/scannable-memory.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import { log, row, SEND_HEADER } from './log-lines.js';

/** A file that is read a line at a time, and can't be read for a moment after its second line. */
function damagedFile(): (memory: Buffer) => number {
  const reads = ['one\n', 'two\n', new Error('EIO: i/o error'), 'three\n', ''].values();
  return (memory) => {
    const { value = '' } = reads.next();
    if (value instanceof Error) throw value;
    return memory.write(value);
  };
}

describe('a part of a log that comes in while it is read', () => {
  it('takes as much as it has room for', () => {
    const part = new LogPart(Buffer.alloc(10), (memory) => memory.fill('x').length);
    expect(part.bytes).toHaveLength(0);
    expect([part.grow(), part.bytes.toString()]).toEqual([true, 'x'.repeat(10)]);
    expect([part.grow(), part.bytes.length]).toEqual([false, 10]);
  });

  it('ends where the file can’t be read on: nothing of it is lost, and the next part asks again', () => {
    const file = damagedFile();
    const part = new LogPart(Buffer.alloc(100), file);
    expect([part.grow(), part.grow(), part.grow(), part.grow()]).toEqual([true, true, false, false]);
    expect(part.bytes.toString()).toBe('one\ntwo\n');
    expect(new LogPart(Buffer.alloc(100), file).grow()).toBe(true);
  });

  it('throws what reading throws when nothing has come in', () => {
    const failing = new LogPart(Buffer.alloc(100), () => {
      throw new Error('EISDIR: illegal operation on a directory, read');
    });
    expect(() => failing.grow()).toThrow('EISDIR');
  });

  it('is read to its end also where a portion ends with the row for which the scanner has no more room', () => {
    const rows = Array.from({ length: 33_000 }, (_, at) => log(row(at, '>,NOOP,')));
    const portions = [log(...SEND_HEADER), ...rows].values();
    const part = new LogPart(scannableMemory(), (memory) => portions.next().value?.copy(memory) ?? 0);
    const reader = new SessionReader({ onSession: () => undefined });
    reader.startFile({ name: 'SEND.LOG' });
    reader.pushPart(part);
    expect(portions.next().done).toBe(true);
    expect(reader.counts).toMatchObject({ bytes: part.bytes.length, records: 33_000 });
  });
});
