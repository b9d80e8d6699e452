import { MAX_CHUNK_BYTES } from '../../lib/contract/uploads.js';
import { cutChunk, type Cut } from '../../lib/shipper/cut-chunk.js';
import { START } from '../../lib/shipper/position.js';

const RECORD = '2019-05-28T15:07:00.088Z,Outbound,08D6DB768B3F8C32,5,192.0.2.10:53638,104.47.5.36:25,>,STARTTLS,\r\n';

async function cut(log: string, aim: number, from = START, isFinished = false): Promise<Cut<{ bytes: Buffer }>> {
  const bytes = Buffer.from(log);
  return cutChunk(
    (offset, length) => Promise.resolve({ bytes: bytes.subarray(offset, offset + length) }),
    from,
    aim,
    () => isFinished,
  );
}

describe('where a chunk ends', () => {
  const three = RECORD.repeat(3);

  for (const { told, aim, records, full } of [
    { told: 'one byte below two records', aim: RECORD.length * 2 - 1, records: 1, full: true },
    { told: 'exactly at two records', aim: RECORD.length * 2, records: 2, full: true },
    { told: 'one byte above two records', aim: RECORD.length * 2 + 1, records: 2, full: true },
    { told: 'above the whole log', aim: RECORD.length * 3 + 1, records: 3, full: false },
  ]) {
    it(`${told}: behind record ${records}`, async () => {
      const to = { offset: RECORD.length * records, line: records + 1 };
      expect(await cut(three, aim)).toMatchObject({ kind: 'cut', to, full, inMidRecord: false });
    });
  }

  it('goes on counting lines where the last chunk ended', async () => {
    const from = { offset: RECORD.length, line: 2 };
    expect(await cut(three, 1_000, from)).toMatchObject({ to: { offset: three.length, line: 4 } });
  });

  it('waits behind the last record, and before the end of the next', async () => {
    expect(await cut(three, 1_000, { offset: three.length, line: 4 })).toMatchObject({ kind: 'wait', left: 0 });
    expect(await cut(`${three}2019-05-28T15:`, 1_000, { offset: three.length, line: 4 })).toMatchObject({ kind: 'wait', left: 14 });
  });
});

describe('of a log that Exchange has done with, the last chunk', () => {
  const half = '2019-05-28T15:';
  const log = `${RECORD}${half}`;

  it('ends where the file ends, in the middle of a line', async () => {
    expect(await cut(log, 1_000)).toMatchObject({ to: { offset: RECORD.length, line: 2 }, left: half.length });
    expect(await cut(log, 1_000, START, true)).toMatchObject({ kind: 'cut', to: { offset: log.length, line: 2 }, full: false, left: 0 });
  });

  it('is the half line alone when all else was shipped, and nothing when nothing is left', async () => {
    expect(await cut(log, 1_000, { offset: RECORD.length, line: 2 }, true)).toMatchObject({ kind: 'cut', to: { offset: log.length } });
    expect(await cut(log, 1_000, { offset: log.length, line: 2 }, true)).toMatchObject({ kind: 'wait', left: 0 });
  });

  it('comes behind full ones that end with a record, as in any log', async () => {
    expect(await cut(RECORD.repeat(3), RECORD.length * 2 - 1, START, true)).toMatchObject({ to: { offset: RECORD.length }, full: true });
  });
});

describe('a record longer than a chunk', () => {
  const long = (length: number): string => RECORD.replace('STARTTLS', 'x'.repeat(length - RECORD.length + 'STARTTLS'.length));

  for (const { told, length, inMidRecord, end } of [
    { told: 'one byte below what a grant covers is one chunk', length: MAX_CHUNK_BYTES - 1, inMidRecord: false, end: MAX_CHUNK_BYTES - 1 },
    { told: 'exactly what a grant covers is one chunk', length: MAX_CHUNK_BYTES, inMidRecord: false, end: MAX_CHUNK_BYTES },
    { told: 'one byte above is cut', length: MAX_CHUNK_BYTES + 1, inMidRecord: true, end: MAX_CHUNK_BYTES },
  ]) {
    it(told, async () => {
      expect(await cut(long(length), 1_000)).toMatchObject({ kind: 'cut', inMidRecord, to: { offset: end } });
    });
  }
});
