import { isDeepStrictEqual } from 'node:util';
import { MAX_BROKEN_RECORD_BYTES, MAX_LINE_BYTES } from '../../lib/log/limits.js';
import { lastRecordEnd } from '../../lib/log/record-end.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import type { MalformedLine } from '../../lib/log/record.js';
import type { ReadCounts } from '../../lib/log/session-reader.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import { log, row } from './log-lines.js';

const MIB = 1024 * 1024;

/** Reads bytes in the portions of a file stream. */
function stream(bytes: Buffer, portion = 64 * 1024): { counts: ReadCounts; malformed: MalformedLine[] } {
  const malformed: MalformedLine[] = [];
  const reader = new SessionReader({ onSession: () => undefined, onMalformed: (line) => void malformed.push(line) });
  reader.startFile({ name: 'RECV.LOG' });
  for (let at = 0; at < bytes.length; at += portion) reader.push(bytes.subarray(at, at + portion));
  reader.end();
  return { counts: reader.counts, malformed };
}

/** A row whose data are so long that the whole line has this many bytes. */
function rowOf(bytes: number): string {
  const empty = row(0, '<,,').length;
  return row(0, `<,${'x'.repeat(bytes - empty)},`);
}

describe('what strangers may have put into a log', () => {
  // Reading any of these takes a second or two; with work that grows with the square of the input the test would run into its timeout.
  for (const { told, bytes } of [
    { told: '4 MiB of quotes', bytes: Buffer.alloc(4 * MIB, '"') },
    { told: '4 MiB of commas', bytes: Buffer.alloc(4 * MIB, ',') },
    { told: '4 MiB of quoted nothings', bytes: Buffer.alloc(4 * MIB, '"",') },
    { told: '4 MiB of line feeds', bytes: Buffer.alloc(4 * MIB, '\n') },
    { told: '4 MiB of carriage returns', bytes: Buffer.alloc(4 * MIB, '\r') },
    { told: '4 MiB of NUL bytes', bytes: Buffer.alloc(4 * MIB, 0) },
    { told: '1 MiB of lines that each open a quote', bytes: Buffer.alloc(MIB, 'a",""",\n') },
    { told: '1 MiB of rows that each open a quote', bytes: Buffer.alloc(MIB, `${row(0, '<,"')}\n`) },
    {
      told: 'a row that opens a quote, and 1 MiB of short lines',
      bytes: Buffer.concat([log(row(0, '<,"')), Buffer.alloc(MIB, 'a\n')]),
    },
    {
      told: 'many rows that open a quote, each with short lines behind it',
      bytes: Buffer.alloc(MIB, `${row(0, '<,"')}\n${'a\n'.repeat(30_000)}`),
    },
    {
      told: '1 MiB of header lines that change the columns',
      bytes: Buffer.alloc(
        MIB,
        '#Fields: date-time,session-id,sequence-number,event\n#Fields: event,date-time,session-id,sequence-number\n',
      ),
    },
  ]) {
    it(`reads ${told} to the end, alike in one piece and in portions`, () => {
      const whole = readSessions(bytes, { file: 'RECV.LOG' });
      const portions = stream(bytes);
      lastRecordEnd(bytes);
      expect(whole.counts.bytes).toBe(bytes.length);
      expect(portions.counts).toEqual(whole.counts);
      // Not toEqual: were they to differ, jest would lay a million lines side by side.
      expect(isDeepStrictEqual(portions.malformed, whole.malformed)).toBe(true);
    });
  }

  it('keeps 100,000 sessions apart that never close', () => {
    const rows: string[] = [];
    for (let at = 0; at < 100_000; at++)
      rows.push(row(0, '+,,', (0x08d6db768b3f0000n + BigInt(at)).toString(16).toUpperCase().padStart(16, '0')));
    const bytes = log(...rows);
    const { counts } = stream(bytes);
    expect(counts).toMatchObject({ records: 100_000, sessions: 100_000, malformed: 0 });
  });

  it('takes a session with 100,000 records', () => {
    const { sessions } = readSessions(Buffer.from(`${row(1, '<,NOOP,')}\n`.repeat(100_000)));
    expect(sessions.map((session) => session.decode().records.length)).toEqual([100_000]);
  });
});

describe('the longest line', () => {
  it('is read', () => {
    expect(stream(log(rowOf(MAX_LINE_BYTES - 1))).counts).toMatchObject({ records: 1, malformed: 0 });
  });

  it('is reported when it is one byte longer, and the next line is read', () => {
    const bytes = log(rowOf(MAX_LINE_BYTES), row(1, '-,,Local'));
    const { counts, malformed } = stream(bytes);
    expect(counts).toMatchObject({ records: 1, malformed: 1, lines: 2 });
    expect(malformed).toMatchObject([{ line: 1, offset: 0, reason: 'line-too-long' }]);
    expect(malformed).toEqual(readSessions(bytes, { file: 'RECV.LOG' }).malformed);
  });

  it('is reported when it is the last one and has no end', () => {
    expect(stream(Buffer.from(rowOf(MAX_LINE_BYTES * 2))).malformed).toMatchObject([{ reason: 'line-too-long' }]);
  });
});

describe('a quoted field over several lines', () => {
  const brokenRow = (bytes: number): Buffer => {
    const around = Buffer.byteLength(`${row(0, '<,"')}\n",`);
    return Buffer.from(`${row(0, '<,"')}\n${'x'.repeat(bytes - around)}",\n`);
  };

  it('may be as long as the limit', () => {
    expect(stream(brokenRow(MAX_BROKEN_RECORD_BYTES)).counts).toMatchObject({ records: 1, malformed: 0, lines: 2 });
  });

  it('was never closed when it is longer', () => {
    const { counts, malformed } = stream(brokenRow(MAX_BROKEN_RECORD_BYTES + 1));
    expect(counts).toMatchObject({ records: 0, lines: 2 });
    expect(malformed.map(({ line, reason }) => `${line} ${reason}`)).toEqual(['1 unterminated-quote', '2 too-few-fields']);
  });
});
