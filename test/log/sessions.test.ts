import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RawSession } from '../../lib/log/raw-session.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { SessionReader } from '../../lib/log/session-reader.js';
import { log, row, SEND_HEADER } from './log-lines.js';

const LOGS = join(__dirname, '../fixtures/logs');

/** What each session says, in short: its id and its events in order. */
function told(sessions: readonly RawSession[]): string[] {
  return sessions.map((session) => {
    const { sessionId, records, begun, closed } = session.decode();
    return `${begun ? '' : '…'}${sessionId} ${records.map(({ event }) => event).join('')}${closed ? '' : '…'}`;
  });
}

describe('putting sessions together', () => {
  it('keeps interleaved sessions apart', () => {
    const bytes = log(row(0, '+,,', 'A'), row(0, '+,,', 'B'), row(1, '>,QUIT,', 'A'), row(1, '-,,Local', 'B'), row(2, '-,,Local', 'A'));
    expect(told(readSessions(bytes).sessions)).toEqual(['B +-', 'A +>-']);
  });

  it('keeps sessions of two connectors apart although their ids are the same', () => {
    const bytes = log(row(0, '+,,'), row(0, '+,,').replace('Outbound to Office 365', 'Internet'), row(1, '-,,Local'));
    expect(readSessions(bytes).sessions.map(({ connector, recordCount }) => `${connector}: ${recordCount}`)).toEqual([
      'Outbound to Office 365: 2',
      'Internet: 1',
    ]);
  });

  it('puts records in the order of their sequence numbers; equal ones stay in the order of the file', () => {
    const bytes = log(row(2, '<,second,'), row(15, '*,first,'), row(0, '+,,'), row(15, '*,then,'), row(20, '-,,Remote'));
    const [session] = readSessions(bytes).sessions;
    expect(session?.decode().records.map(({ sequence, data }) => `${sequence} ${data}`)).toEqual([
      '0 ',
      '2 second',
      '15 first',
      '15 then',
      '20 ',
    ]);
  });

  it('begins anew when an id comes again after the closing row', () => {
    expect(told(readSessions(log(row(0, '+,,'), row(1, '-,,Local'), row(2, '>,QUIT,'))).sessions)).toEqual([
      '08D6DB768B3F8C32 +-',
      '…08D6DB768B3F8C32 >…',
    ]);
  });

  it('goes on with a session in the next file: Exchange begins one every hour', () => {
    const sessions: RawSession[] = [];
    const reader = new SessionReader({ onSession: (session) => void sessions.push(session) });
    reader.startFile({ name: 'SEND2019052815-1.LOG' });
    reader.push(log(...SEND_HEADER, row(0, '+,,')));
    reader.endFile();
    reader.startFile({ name: 'SEND2019052816-1.LOG' });
    reader.push(log(...SEND_HEADER, row(1, '>,QUIT,'), row(2, '-,,Remote')));
    reader.end();
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.decode().records.map(({ source }) => `${source.file}:${source.line}`)).toEqual([
      'SEND2019052815-1.LOG:6',
      'SEND2019052816-1.LOG:6',
      'SEND2019052816-1.LOG:7',
    ]);
    expect(sessions[0]?.lines().toString()).toBe(`${row(0, '+,,')}\n${row(1, '>,QUIT,')}\n${row(2, '-,,Remote')}\n`);
  });

  it('shows a session as bytes to whoever only needs a glance', () => {
    const [session] = readSessions(log(...SEND_HEADER, row(0, '+,,'), row(1, '*,,TLS negotiation failed with error SocketError'))).sessions;
    expect(session && String.fromCharCode(session.event(0), session.event(1))).toBe('+*');
    expect(session?.bytes(1).toString('utf8', session.dataStart(1), session.lineEnd(1))).toBe(
      ',TLS negotiation failed with error SocketError',
    );
    expect(session?.bytes(1).toString('utf8', session.lineStart(1), session.lineEnd(1))).toBe(
      row(1, '*,,TLS negotiation failed with error SocketError'),
    );
  });

  it('hands over the oldest session when more are open than may wait, and says so', () => {
    const sessions: RawSession[] = [];
    const reader = new SessionReader({ onSession: (session) => void sessions.push(session), maxOpenBytes: 2000 });
    reader.startFile({ name: 'SEND.LOG' });
    reader.push(log(row(0, '+,,', 'A'), row(0, '+,,', 'B'), row(0, '+,,', 'C'), row(0, '+,,', 'D')));
    expect(told(sessions)).toEqual(['A +…']);
    expect(sessions.map(({ abandoned }) => abandoned)).toEqual([true]);
    reader.end();
    expect(told(sessions)).toEqual(['A +…', 'B +…', 'C +…', 'D +…']);
    expect(reader.counts).toMatchObject({ sessions: 4, abandoned: 1 });
  });
});

describe('who opened the connection', () => {
  const without = (bytes: Buffer) => readSessions(bytes).sessions[0]?.direction;

  it('is what the header says, whatever the records look like', () => {
    expect(without(log('#Log-Type: SMTP Receive Protocol Log', row(0, '*,,attempting to connect')))).toBe('receive');
  });
  it('is this server where it attempts to connect', () => {
    expect(without(log(row(0, '*,,attempting to connect')))).toBe('send');
  });
  it('is this server where it received the greeting', () => {
    expect(without(log(row(1, '<,"220 mail.contoso.com ready at Tue, 28 May",')))).toBe('send');
  });
  it('is the other side where this server sent the greeting', () => {
    expect(without(log(row(1, '>,220 mail.contoso.com ready,')))).toBe('receive');
  });
  it('is the other side where the connector has a server before its name', () => {
    expect(without(log(row(5, '>,QUIT,').replace('Outbound to Office 365', 'EX01\\Default EX01')))).toBe('receive');
  });
  it('is taken for this server where nothing tells', () => {
    expect(without(log(row(5, '>,QUIT,')))).toBe('send');
  });
});

describe('real logs', () => {
  for (const file of readdirSync(LOGS).filter((name) => !name.includes('iis'))) {
    it(`${file} is read without a single bad line`, () => {
      const bytes = readFileSync(join(LOGS, file));
      const { sessions, malformed, counts } = readSessions(bytes, { file });
      const rows = bytes
        .toString('utf8')
        .split('\n')
        .filter((line) => /^\d{4}-/.test(line));
      expect(malformed).toEqual([]);
      expect(counts.records).toBe(rows.length);
      expect(sessions.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(rows.length);
    });
  }
});
