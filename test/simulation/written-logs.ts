import { CHUNK_METADATA } from '../../lib/contract/uploads.js';
import type { LogFile, Stream } from '../../lib/log/log-file.js';
import type { Direction } from '../../lib/log/record.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { grouped } from './grouped.js';
import { EXAMPLES, STORIES, type Script } from './scripts.js';

/**
 * What is the matter with a session's rows in the log, beside what they say. Number 0 is never repeated, and nothing follows the closing `-`: a chunk that holds both is
 * held for whole, and can't know of a row that another chunk has beside.
 */
export const BLEMISHES = ['none', 'lost its beginning', 'never ends', 'lost a row', 'skips a number', 'repeats a number'] as const;

/** One session, to be written. */
export interface PlannedSession {
  readonly script: { readonly from: 'stories' | 'examples'; readonly at: number };
  readonly connector: number;
  readonly remote: number;
  /** Seconds after the log begins. */
  readonly starts: number;
  /** Milliseconds between two rows. */
  readonly pace: number;
  readonly blemish: (typeof BLEMISHES)[number];
  /** Where the blemish is. */
  readonly row: number;
}

/** The logs of one stream of one server. */
export interface PlannedStream {
  readonly stream: Stream;
  readonly sessions: readonly PlannedSession[];
  /** Where the files are cut: numbers of records, modulo how many there are. */
  readonly cuts: readonly number[];
}

/** A log file as Exchange wrote it, and as a shipper cuts it. */
export interface WrittenFile {
  readonly file: LogFile;
  readonly bytes: Buffer;
  readonly pieces: readonly Piece[];
}

/** What a chunk is beside whose it is. */
export interface Piece extends Pick<ChunkId, 'from' | 'to'> {
  readonly metadata: Readonly<Record<string, string>>;
}

export const BEGINNING = Date.UTC(2024, 4, 14, 9);
const HOUR = 3_600_000;

const CONNECTORS = {
  send: ['Outbound to Office 365', 'Internet'],
  receive: ['EX01\\Default Frontend EX01', 'EX01\\Relay'],
} as const;
/** Two of Exchange Online, which is one host, and another one. */
const REMOTES = ['104.47.5.36', '40.107.19.96', '198.51.100.80'] as const;
const FIELDS = 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';

export function directionOf(stream: Stream): Direction {
  return stream.includes('receive') ? 'receive' : 'send';
}

/** Writes the sessions as Exchange does: row by row as time goes on, a file an hour. */
export function writeLogs({ stream, sessions, cuts }: PlannedStream): readonly WrittenFile[] {
  const direction = directionOf(stream);
  const rows = sessions.flatMap((session, index) => rowsOf(session, index, direction)).sort((a, b) => a.time - b.time);
  const hours = grouped(rows, ({ time }) => Math.floor((time - BEGINNING) / HOUR));
  return [...hours].map(([hour, ofHour]) => writeFile(direction, BEGINNING + hour * HOUR, ofHour, cuts));
}

interface WrittenRow {
  readonly time: number;
  readonly text: string;
}

function rowsOf(
  { script: { from, at }, connector, remote, starts, pace, blemish, row }: PlannedSession,
  index: number,
  direction: Direction,
): WrittenRow[] {
  const scripts = (from === 'stories' ? STORIES : EXAMPLES)[direction];
  const script: Script = scripts[at % scripts.length] ?? [];
  const blemished = 1 + (row % Math.max(1, script.length - 1));
  const id = (0x08dc73f0a1b20000n + BigInt(index)).toString(16).toUpperCase().padStart(16, '0');
  const name = CONNECTORS[direction][connector % 2] ?? '';
  const connectedFrom = direction === 'receive' ? 0 : script.findIndex((text) => text.startsWith('+'));
  const address = REMOTES[remote % REMOTES.length] ?? '';
  return script.flatMap((text, number) => {
    if (isLost(blemish, number, blemished, script.length)) return [];
    const time = BEGINNING + starts * 1000 + number * pace;
    const sequence =
      number < blemished ? number : number + (blemish === 'skips a number' ? 1 : blemish === 'repeats a number' && blemished > 1 ? -1 : 0);
    const isConnected = connectedFrom >= 0 && number >= connectedFrom;
    const local = isConnected ? (direction === 'send' ? '192.0.2.10:40211' : '192.0.2.10:25') : '';
    // The first rows of a send session know of no remote host yet.
    const peer = direction === 'receive' ? `${address}:41234` : number === 0 && script.length > 3 ? '' : `${address}:25`;
    return [{ time, text: `${new Date(time).toISOString()},${name},${id},${sequence},${local},${peer},${text}\r\n` }];
  });
}

function isLost(blemish: PlannedSession['blemish'], number: number, at: number, rows: number): boolean {
  if (blemish === 'lost its beginning') return number < at;
  if (blemish === 'never ends') return number >= Math.max(1, at) || number === rows - 1;
  return blemish === 'lost a row' && number === at && number < rows - 1;
}

function writeFile(direction: Direction, begins: number, rows: readonly WrittenRow[], cuts: readonly number[]): WrittenFile {
  const date = new Date(begins).toISOString();
  const logType = `SMTP ${direction === 'send' ? 'Send' : 'Receive'} Protocol Log`;
  const header = `#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ${logType}\r\n#Date: ${date}\r\n#Fields: ${FIELDS}\r\n`;
  const ends = new Set([...cuts.map((cut) => 1 + (cut % rows.length)), rows.length]);
  const pieces: Piece[] = [];
  let [from, firstLine, at, line] = [0, 1, Buffer.byteLength(header), header.split('\n').length];
  for (const [index, { text }] of rows.entries()) {
    at += Buffer.byteLength(text);
    line += text.split('\n').length - 1;
    if (!ends.has(index + 1)) continue;
    pieces.push({ from, to: at, metadata: metadataOf(logType, firstLine) });
    [from, firstLine] = [at, line];
  }
  const name = `${direction === 'send' ? 'SEND' : 'RECV'}${date.slice(0, 13).replace(/\D/g, '')}-1.LOG`;
  return { file: { name, date }, bytes: Buffer.from(header + rows.map(({ text }) => text).join('')), pieces };
}

/** As the shipper writes it. */
export function metadataOf(logType: string, firstLine: number): Readonly<Record<string, string>> {
  return {
    [CHUNK_METADATA.logType]: encodeURIComponent(logType),
    [CHUNK_METADATA.fields]: encodeURIComponent(FIELDS),
    [CHUNK_METADATA.firstLine]: String(firstLine),
  };
}
