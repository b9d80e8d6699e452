import fc from 'fast-check';
import type { RawSession } from '../../lib/log/raw-session.js';
import { MARK, PLACE_SIZE } from '../../lib/log/record-places.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { scannableMemory, scannerFor } from '../../lib/log/scannable-memory.js';
import { RowSigns, signIn, textNumberIn } from '../../lib/log/row-signs.js';
import { SessionReader, type SessionReaderOptions } from '../../lib/log/session-reader.js';
import { log, row } from './log-lines.js';

const HELLO = 1;
const GREETING = 2;
const CERTIFICATE = 3;

const SIGNS = new RowSigns([
  { sign: HELLO, said: 'EHLO ' },
  { sign: GREETING, said: '220??' },
  { sign: GREETING, said: '"220 ' },
  { sign: CERTIFICATE, context: 'Certificate ', repeated: true },
  { sign: CERTIFICATE, ending: ',Sending certificate', repeated: true },
]);

/** A session of ordinary rows, as they stand in a log. */
function session(id: string, connector = 'Outbound to Office 365'): string[] {
  return [
    row(0, '*,,attempting to connect', id),
    row(1, '+,,', id),
    row(2, '<,"220 mail.example, ready",', id),
    row(3, '>,EHLO mail.contoso.example,', id),
    row(4, '*,CN=mail.contoso.example,Sending certificate', id),
    row(5, '-,,Local', id),
  ].map((line) => line.replace('Outbound to Office 365', connector));
}

/** Ids as Exchange writes them. */
function idOf(number: number): string {
  return number.toString(16).toUpperCase().padStart(16, '0');
}

/** All that is told of a log that is pushed in these parts. */
function told(parts: readonly Buffer[], options: Partial<SessionReaderOptions> = {}): object {
  const sessions: object[] = [];
  const malformed: object[] = [];
  const reader = new SessionReader({
    signs: SIGNS,
    ...options,
    onSession: (raw) => void sessions.push({ ...raw.decode(), abandoned: raw.abandoned, signs: signsOf(raw) }),
    onMalformed: (line) => void malformed.push(line),
  });
  reader.startFile({ name: 'SEND.LOG' });
  for (const part of parts) reader.push(part);
  reader.end();
  return { sessions, malformed, counts: reader.counts };
}

function marksOf(raw: RawSession): number[] {
  return raw
    .runs()
    .flatMap(({ places, from, count }) => Array.from({ length: count }, (_, at) => places[from + at * PLACE_SIZE + MARK] ?? 0));
}

function signsOf(raw: RawSession): number[] {
  return marksOf(raw).map((mark) => signIn(mark));
}

/** Reads the log through scannable memory, so many bytes at a time. */
function toldInPlace(bytes: Buffer, size: number): object {
  const memory = scannableMemory();
  const sessions: object[] = [];
  const malformed: object[] = [];
  const reader = new SessionReader({
    signs: SIGNS,
    onSession: (raw) => void sessions.push({ ...raw.decode(), abandoned: raw.abandoned, signs: signsOf(raw) }),
    onMalformed: (line) => void malformed.push(line),
  });
  reader.startFile({ name: 'SEND.LOG' });
  for (let from = 0; from < bytes.length; from += size) {
    const length = bytes.copy(memory, 0, from, from + size);
    reader.push(memory.subarray(0, length));
  }
  reader.end();
  return { sessions, malformed, counts: reader.counts };
}

describe('the scanner', () => {
  it('is there, and reads a log of ordinary rows to its end', () => {
    const lines = session(idOf(1));
    const bytes = log(...lines);
    readSessions(bytes);
    expect(scannerFor(bytes)?.rows).toBe(lines.length);
  });

  it('says what reading by all rules says, wherever an ordinary log is damaged', () => {
    const lines = [...session(idOf(1)), ...session(idOf(2), 'Internet'), ...session(idOf(1)), ...session(idOf(3), '')];
    const whole = log(...lines.filter((_, at) => at !== 11));
    // What has a meaning in a log, its neighbours, and digits with which dates and numbers may go wrong.
    const byte = fc.constantFrom(...Buffer.from(',"\n\r\0-+<>*:.TZ/0123569\xff ', 'latin1'));
    const damage = fc.tuple(fc.nat(whole.length - 1), byte);
    const cuts = fc.array(fc.nat(whole.length), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 6 }), cuts, (damages, places) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of damages) bytes[at] = value;
        const edges = [0, ...places.sort((one, other) => one - other), bytes.length];
        const parts = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
        expect(told(parts)).toEqual(told([bytes], { path: 'exact' }));
      }),
      { numRuns: 1500 },
    );
  });

  it('says the same of bytes in the memory that it hands out', () => {
    const bytes = log(...Array.from({ length: 2000 }, (_, number) => session(idOf(number % 50), `Connector ${number % 70}`)).flat());
    const exact = told([bytes], { path: 'exact' });
    expect(told([bytes])).toEqual(exact);
    for (const size of [64 * 1024, 300_001]) expect(toldInPlace(bytes, size)).toEqual(exact);
  });

  it('leaves what stands behind the bytes in its memory as it is', () => {
    const bytes = log(...session(idOf(1)), ...session(idOf(2)));
    const memory = scannableMemory();
    bytes.copy(memory);
    const sessions: string[] = [];
    const reader = new SessionReader({ onSession: ({ sessionId }) => void sessions.push(sessionId) });
    reader.startFile({ name: 'SEND.LOG' });
    for (const [from, to] of [
      [0, 100],
      [100, 101],
      [101, bytes.length],
    ] as const)
      reader.push(memory.subarray(from, to));
    reader.end();
    expect(sessions).toEqual([idOf(1), idOf(2)]);
  });

  it.each([
    ['more connectors than it remembers', Array.from({ length: 100 }, (_, number) => session(idOf(number), `Connector ${number}`)).flat()],
    ['a connector with a name longer than it remembers', session(idOf(1), 'x'.repeat(300))],
    ['one session-id on two connectors', interleaved(session(idOf(1), 'Internet'), session(idOf(1), 'Partner'))],
    [
      'more sessions that are open at once than it remembers',
      interleaved(...Array.from({ length: 5000 }, (_, number) => session(idOf(number)))),
    ],
    ['a row longer than what it copies at once', [...session(idOf(1)), row(0, `+,${'x'.repeat(100_000)},`), ...session(idOf(2))]],
    [
      'endpoints longer than what is looked at in one go',
      session(idOf(1)).map((line) => line.replace('192.0.2.10', '2001:db8::'.repeat(9))),
    ],
    ['a number of nine digits', session(idOf(1)).map((line) => line.replace(',3,', ',000000003,'))],
    ['rows with data beyond sixty-four bytes, quoted and not', session(idOf(1)).map((line) => line.replace('mail', 'm'.repeat(200)))],
  ])('says what reading by all rules says of %s', (_told, lines) => {
    const bytes = log(...lines);
    expect(told([bytes])).toEqual(told([bytes], { path: 'exact' }));
    const middle = bytes.length >> 1;
    expect(told([bytes.subarray(0, middle), bytes.subarray(middle)])).toEqual(told([bytes], { path: 'exact' }));
  });

  it('hands over the oldest sessions where too many bytes wait, as reading by all rules does', () => {
    const lines = interleaved(...Array.from({ length: 40 }, (_, number) => session(idOf(number))));
    const bytes = log(...lines);
    for (const maxOpenBytes of [600, 5_000, 20_000, 30_000])
      expect(told([bytes], { maxOpenBytes })).toEqual(told([bytes], { maxOpenBytes, path: 'exact' }));
  });

  it.each([
    ['empty lines', Array.from({ length: 5000 }, () => '')],
    [
      'rows of more connectors than it remembers, while many sessions are open',
      Array.from({ length: 5000 }, (_, number) => row(0, '+,,', idOf(number % 2000)).replace('Office 365', `${number % 200}`)),
    ],
    [
      'few ordinary rows between others, while many sessions are open',
      Array.from({ length: 5000 }, (_, number) =>
        row(0, '+,,', idOf(number % 2000)).replace('.088Z', number % 20 === 0 ? '.08Z' : '.088Z'),
      ),
    ],
  ])('is not prepared again and again for %s', (_told, lines) => {
    const prepared = jest.spyOn(SessionReader.prototype, 'openSessions');
    const bytes = log(...lines);
    expect(told([bytes])).toEqual(told([bytes], { path: 'exact' }));
    expect(prepared.mock.calls.length).toBeLessThan(30);
    prepared.mockRestore();
  });

  it('lets whoever takes a session read another log', () => {
    const inner: number[] = [];
    const reader = new SessionReader({
      onSession: () => void inner.push(readSessions(log(...session(idOf(7)), ...session(idOf(8)))).sessions.length),
    });
    reader.startFile({ name: 'SEND.LOG' });
    reader.push(log(...session(idOf(1)), ...session(idOf(2))));
    reader.end();
    expect(inner).toEqual([2, 2]);
  });

  it('goes on with the next log when whoever took a session threw', () => {
    const reader = new SessionReader({
      onSession: () => {
        throw new Error('no');
      },
    });
    reader.startFile({ name: 'SEND.LOG' });
    expect(() => {
      reader.push(log(row(0, '+,,', idOf(9)), ...session(idOf(1))));
    }).toThrow('no');
    const bytes = log(row(1, '-,,Local', idOf(9)), ...session(idOf(1)));
    expect(told([bytes])).toEqual(told([bytes], { path: 'exact' }));
  });

  it('knows a text again by its number, and gives no number to two texts', () => {
    const certificates = Array.from({ length: 60 }, (_, number) => `CN=${number % 25}.${'x'.repeat(number % 3)}.example`);
    const lines = certificates.flatMap((name, number) =>
      session(idOf(number)).map((line) => line.replace('CN=mail.contoso.example', name)),
    );
    const texts = new Map<number, Set<string>>();
    for (const raw of readSessions(log(...lines), { signs: SIGNS }).sessions) {
      const number = textNumberIn(marksOf(raw)[4] ?? 0);
      expect(number).toBeGreaterThan(0);
      texts.set(number, (texts.get(number) ?? new Set()).add(raw.decode().records[4]?.data ?? ''));
    }
    expect([...texts.values()].map(({ size }) => size)).toEqual(Array.from(texts, () => 1));
    const again = readSessions(log(...session(idOf(1)), ...session(idOf(2))), { signs: SIGNS }).sessions;
    expect(new Set(again.map((raw) => marksOf(raw)[4])).size).toBe(1);
  });

  it('gives no number to two texts either when several scanners have read them', () => {
    const texts = new Map<number, string>();
    const reader = new SessionReader({
      signs: SIGNS,
      onSession: (raw) => void texts.set(textNumberIn(marksOf(raw)[4] ?? 0), raw.sessionId),
    });
    for (const name of ['one', 'other', 'third']) {
      const bytes = log(...session(idOf(texts.size)).map((line) => line.replace('CN=mail', `CN=${name}`)));
      const memory = scannableMemory();
      reader.startFile({ name: `${name}.LOG` });
      reader.push(memory.subarray(0, bytes.copy(memory)));
    }
    expect(texts.size).toBe(3);
  });

  it('refuses more signs than it has room for', () => {
    const signs = new RowSigns(Array.from({ length: 200 }, (_, number) => ({ sign: 1, said: `${number}${'x'.repeat(100)}` })));
    expect(() => readSessions(log(...session(idOf(1))), { signs })).toThrow('out of bounds');
    const bytes = log(...session(idOf(1)));
    expect(told([bytes])).toEqual(told([bytes], { path: 'exact' }));
  });

  it('takes no row whose minute is NUL bytes, although it has seen no other yet', () => {
    const bytes = log(...session(idOf(1)).map((line) => line.replace('2019-05-28T15:07', '\0'.repeat(16))));
    expect(toldInPlace(bytes, bytes.length)).toEqual(told([bytes], { path: 'exact' }));
  });
});

/** The first lines of all, then the second ones, and so on. */
function interleaved(...sessions: readonly (readonly string[])[]): string[] {
  return (sessions[0] ?? []).flatMap((_, at) => sessions.map((lines) => lines[at] ?? ''));
}
