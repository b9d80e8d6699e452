import { LogPart } from '../../lib/log/log-part.js';

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
});
