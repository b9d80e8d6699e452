import fc from 'fast-check';
import { cutIntoSegments, type SizedFile } from '../../lib/cli/diagnose/cut-segments.js';

const MIB = 1024 * 1024;

function logs(stream: string, sizes: readonly number[]): SizedFile[] {
  return sizes.map((bytes, at) => ({ file: { path: `${stream}-${at + 1}.LOG`, named: false }, bytes }));
}

const bytesOf = (group: readonly SizedFile[], run: readonly SizedFile['file'][]) =>
  group.reduce((sum, { file, bytes }) => sum + (run.includes(file) ? bytes : 0), 0);

describe('logs cut for threads that read them at once', () => {
  it('begin with large runs, and end with ones that keep no thread waiting', () => {
    const [send, receive] = [logs('SEND', new Array<number>(200).fill(10 * MIB)), logs('RECV', new Array<number>(200).fill(10 * MIB))];
    const [first, last] = cutIntoSegments([send, receive], 2);
    expect(bytesOf(send, first?.[0] ?? [])).toBe(1600 * MIB);
    expect(bytesOf(receive, last?.at(-1) ?? [])).toBeLessThanOrEqual(70 * MIB);
    expect([...(first ?? []), ...(last ?? [])].length).toBeLessThan(12);
  });

  it('are one run each where a single thread reads them', () => {
    const [send, receive] = [logs('SEND', [1, 2, 3]), logs('RECV', [4])];
    expect(cutIntoSegments([send, receive], 1)).toEqual([[send.map(({ file }) => file)], [receive.map(({ file }) => file)]]);
  });

  it('are all read, once, in their order, and never with those of another stream, whatever their sizes', () => {
    const sizes = fc.array(fc.nat(20 * MIB), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 5 }), fc.integer({ min: 1, max: 16 }), (streams, threads) => {
        const groups = streams.map((of, at) => logs(`STREAM${at}`, of));
        const runs = cutIntoSegments(groups, threads);
        expect(runs.map((ofGroup) => ofGroup.flat())).toEqual(groups.map((group) => group.map(({ file }) => file)));
        expect(runs.flat().every((run) => run.length > 0)).toBe(true);
      }),
    );
  });
});
