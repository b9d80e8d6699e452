import fc from 'fast-check';
import type { LogSession, MalformedLine } from '../../lib/log/record.js';
import { fieldPlaces, placeFields, placeFieldsOfText, valueText } from '../../lib/log/fields.js';
import { lastRecordEnd } from '../../lib/log/record-end.js';
import { LogPart } from '../../lib/log/log-part.js';
import { readRecords } from '../../lib/log/read-records.js';
import { scannableMemory } from '../../lib/log/scannable-memory.js';
import type { ReadCounts, SessionReaderOptions } from '../../lib/log/session-reader.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import { oddLog } from './odd-logs.js';

interface Answer {
  readonly sessions: readonly { session: LogSession; abandoned: boolean; lines: string }[];
  readonly malformed: readonly MalformedLine[];
  readonly counts: ReadCounts;
}

/** Everything that the reader says of a log that is pushed in these parts. Each part is overwritten after it was pushed. */
function answer(parts: readonly Buffer[], options: Partial<SessionReaderOptions> = {}): Answer {
  return answerOf((reader) => {
    for (const part of parts) {
      const lent = Buffer.from(part);
      reader.push(lent);
      lent.fill('"');
    }
  }, options);
}

/** The same where each part comes into the memory while it is read, so many bytes at a time. */
function answerWhileComing(bytes: Buffer, memory: Buffer, portions: readonly number[]): Answer {
  let [at, portion] = [0, 0];
  const readInto = (room: Buffer) => {
    const length = bytes.copy(room, 0, at, at + (portions[portion++ % portions.length] ?? 1));
    at += length;
    return length;
  };
  return answerOf((reader) => {
    for (let part = new LogPart(memory, readInto); part.grow(); part = new LogPart(memory, readInto)) {
      reader.pushPart(part);
      memory.fill('"');
    }
  });
}

function answerOf(push: (reader: SessionReader) => void, options: Partial<SessionReaderOptions> = {}): Answer {
  const sessions: Answer['sessions'][number][] = [];
  const malformed: MalformedLine[] = [];
  const reader = new SessionReader({
    ...options,
    onSession: (session) => {
      const lines = session.lines();
      expect(session.byteLength).toBe(lines.length);
      sessions.push({ session: session.decode(), abandoned: session.abandoned, lines: lines.toString('latin1') });
    },
    onMalformed: (line) => void malformed.push(line),
  });
  reader.startFile({ name: 'SEND.LOG' });
  push(reader);
  reader.end();
  return { sessions, malformed, counts: reader.counts };
}

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
}

const RUNS = { numRuns: 1500 };

describe('for every log, however odd,', () => {
  it('the fast path and the exact path say the same', () => {
    fc.assert(
      fc.property(oddLog, (bytes) => {
        expect(answer([bytes], { path: 'fast' })).toEqual(answer([bytes], { path: 'exact' }));
      }),
      RUNS,
    );
  });

  it('the fields of a row that was read stand in its text where they stand in its bytes', () => {
    fc.assert(
      fc.property(oddLog, (bytes) => {
        const [inText, inBytes] = [fieldPlaces(), fieldPlaces()];
        for (const { text } of answer([bytes]).sessions.flatMap(({ session }) => session.records)) {
          if (!/^[\0-\x7f]*$/.test(text)) continue;
          placeFieldsOfText(text, inText);
          expect(placeFields(Buffer.from(text), 0, text.length, inBytes)).toBe('closed');
          expect(inText).toEqual(inBytes);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a row in Exchange’s own columns is decoded to what stands in its fields', () => {
    fc.assert(
      fc.property(oddLog, (bytes) => {
        fc.pre(!bytes.includes('Fields'));
        const places = fieldPlaces();
        for (const record of answer([bytes]).sessions.flatMap(({ session }) => session.records)) {
          if (!/^[\0-\x7f]*$/.test(record.text)) continue;
          const row = Buffer.from(record.text);
          placeFields(row, 0, row.length, places);
          const [, connector, sessionId, sequence, localEndpoint, remoteEndpoint, event, data, context = ''] = Array.from(
            places.starts.subarray(0, Math.min(9, places.count)),
            (start, field) => valueText(row, start, places.ends[field] ?? 0),
          );
          expect(record).toMatchObject({ connector, sessionId, localEndpoint, remoteEndpoint, data, context: context.trimEnd() });
          expect([record.sequence, record.event]).toEqual([Number(sequence), event === '' ? '*' : event]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('it does not matter in which portions the bytes come', () => {
    fc.assert(
      fc.property(oddLog, fc.array(fc.nat(5000), { maxLength: 8 }), (bytes, places) => {
        expect(answer(cut(bytes, places))).toEqual(answer([bytes]));
      }),
      RUNS,
    );
  });

  it.each([
    { where: 'any memory', memory: Buffer.alloc(8192) },
    { where: 'memory that is scanned in place', memory: scannableMemory() },
  ])('it does not matter whether they come into $where while they are read', ({ memory }) => {
    const portions = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(oddLog, fc.integer({ min: 1, max: 8192 }), portions, (bytes, room, sizes) => {
        expect(answerWhileComing(bytes, memory.subarray(0, room), sizes)).toEqual(answer([bytes]));
      }),
      RUNS,
    );
  });

  it('it does not matter when they come byte by byte', () => {
    fc.assert(
      fc.property(oddLog, (bytes) => {
        expect(answer(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(answer([bytes]));
      }),
      { numRuns: 150 },
    );
  });

  it('the bound on open sessions cuts at the same places, however the bytes come', () => {
    fc.assert(
      fc.property(oddLog, fc.array(fc.nat(5000), { maxLength: 4 }), (bytes, places) => {
        expect(answer(cut(bytes, places), { maxOpenBytes: 1500 })).toEqual(answer([bytes], { maxOpenBytes: 1500, path: 'exact' }));
      }),
      RUNS,
    );
  });

  it('each line is a record, a part of one, a header, blank, or reported', () => {
    fc.assert(
      fc.property(oddLog, (bytes) => {
        // NUL bytes are reported beside what stands behind them on their line.
        fc.pre(!bytes.includes(0));
        const { sessions, malformed, counts } = answer([bytes]);
        const records = sessions.flatMap(({ session }) => session.records);
        const lines = bytes.toString('latin1').split('\n');
        const linesOfRecords = records.reduce((sum, { text }) => sum + text.split('\n').length, 0);
        expect(counts.lines).toBe(lines.length - (lines.at(-1) === '' ? 1 : 0));
        expect(linesOfRecords + malformed.length + counts.headers + counts.blanks).toBe(counts.lines);
        expect(counts).toMatchObject({ bytes: bytes.length, records: records.length, malformed: malformed.length });
      }),
      RUNS,
    );
  });

  it('a log that is cut at the last record end reads the same in two parts as in one', () => {
    fc.assert(
      fc.property(oddLog, fc.nat(5000), (bytes, length) => {
        const edge = lastRecordEnd(bytes.subarray(0, length % (bytes.length + 1)));
        const sessions: LogSession[] = [];
        const malformed: MalformedLine[] = [];
        const reader = new SessionReader({
          onSession: (session) => void sessions.push(session.decode()),
          onMalformed: (line) => void malformed.push(line),
        });
        reader.startFile({ name: 'SEND.LOG' });
        reader.push(bytes.subarray(0, edge));
        reader.endFile();
        const { header, counts } = reader;
        reader.startFile({ name: 'SEND.LOG', offset: edge, firstLine: counts.lines + 1, header });
        reader.push(bytes.subarray(edge));
        reader.end();

        const whole = answer([bytes]);
        expect(sessions).toEqual(whole.sessions.map(({ session }) => session));
        expect(malformed).toEqual(whole.malformed);
      }),
      RUNS,
    );
  });
});

describe('for any bytes at all', () => {
  it('nothing makes the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { records, malformed } = readRecords(Buffer.from(bytes));
        expect(records.length + malformed.length).toBeGreaterThanOrEqual(0);
        expect(lastRecordEnd(Buffer.from(bytes))).toBeLessThanOrEqual(bytes.length);
      }),
      RUNS,
    );
  });
});
