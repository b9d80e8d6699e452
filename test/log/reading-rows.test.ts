import { readRecords } from '../../lib/log/read-records.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { log, row, SEND_HEADER } from './log-lines.js';

/** What could be read, and what could not, in short. */
function read(bytes: Buffer): { texts: string[]; bad: string[] } {
  const { records, malformed } = readRecords(bytes, { file: 'SEND2019052815-1.LOG' });
  return {
    texts: records.map(({ event, data, context }) => [event, data, context].join('|')),
    bad: malformed.map(({ line, reason }) => `${line} ${reason}`),
  };
}

describe('a row as Exchange writes it', () => {
  const [record] = readRecords(
    log(
      ...SEND_HEADER,
      '2019-05-28T15:07:00.326Z,Outbound to Office 365,08D6DB768B3F8C32,9,192.0.2.10:53638,104.47.5.36:25,*,,TLS negotiation failed with error UnknownCredentials',
    ),
    { file: 'SEND2019052815-1.LOG' },
  ).records;

  it('gives its nine fields, its text and its place in the file', () => {
    expect(record).toEqual({
      time: Date.UTC(2019, 4, 28, 15, 7, 0, 326),
      connector: 'Outbound to Office 365',
      sessionId: '08D6DB768B3F8C32',
      sequence: 9,
      localEndpoint: '192.0.2.10:53638',
      remoteEndpoint: '104.47.5.36:25',
      event: '*',
      data: '',
      context: 'TLS negotiation failed with error UnknownCredentials',
      text: '2019-05-28T15:07:00.326Z,Outbound to Office 365,08D6DB768B3F8C32,9,192.0.2.10:53638,104.47.5.36:25,*,,TLS negotiation failed with error UnknownCredentials',
      source: { file: 'SEND2019052815-1.LOG', line: 6, offset: log(...SEND_HEADER).length },
    });
  });
});

describe('quotes', () => {
  for (const { told, lines, texts } of [
    {
      told: 'a greeting with commas',
      lines: [row(3, '<,"220 mail.contoso.com ready at Tue, 28 May 2019 15:06:59 +0000",')],
      texts: ['<|220 mail.contoso.com ready at Tue, 28 May 2019 15:06:59 +0000|'],
    },
    {
      told: 'a certificate whose issuer has quotes of its own',
      lines: [row(8, '*,"CN=thawte SSL CA, O=""thawte, Inc."", C=US",Certificate issuer name')],
      texts: ['*|CN=thawte SSL CA, O="thawte, Inc.", C=US|Certificate issuer name'],
    },
    {
      told: 'a certificate row without commas, which begins with a blank and has no quotes',
      lines: [row(6, '*, CN=EX01 CN=EX01 12DE 2020-01-17T15:15:33.000Z EX01,Sending certificate Subject')],
      texts: ['*| CN=EX01 CN=EX01 12DE 2020-01-17T15:15:33.000Z EX01|Sending certificate Subject'],
    },
    {
      told: 'a quote in the middle of a field, which means nothing',
      lines: [row(4, '<,MAIL FROM:<"john doe"@contoso.com>,')],
      texts: ['<|MAIL FROM:<"john doe"@contoso.com>|'],
    },
    {
      told: 'a quoted field at the end, and markdown’s line break behind it',
      lines: [row(2, '*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"  '), row(3, '-,,Local  ')],
      texts: ['*||Failed to connect. Winsock error code: 10061, Win32 error code: 10061', '-||Local'],
    },
    {
      told: 'an excerpt that was indented as a block of code',
      lines: [`    ${row(4, '>,EHLO mail.contoso.com,')}`, `\t${row(5, '-,,Remote')}`],
      texts: ['>|EHLO mail.contoso.com|', '-||Remote'],
    },
    {
      told: 'a connector with a comma in its name',
      lines: ['2019-05-28T15:07:00.088Z,"Internet, second",08D6DB768B3F8C32,0,,104.47.5.36:25,*,,attempting to connect'],
      texts: ['*||attempting to connect'],
    },
    {
      told: 'a reply with line breaks inside the quotes',
      lines: [row(4, '<,"550 5.7.1 refused,'), 'see https://example.com/why,', 'or call us",', row(5, '-,,Remote')],
      texts: ['<|550 5.7.1 refused,\r\nsee https://example.com/why,\r\nor call us|', '-||Remote'],
    },
  ]) {
    it(`reads ${told}`, () => {
      expect(read(log(...lines))).toEqual({ texts, bad: [] });
    });
  }

  it('does not let a quote that is never closed swallow the rows behind it', () => {
    const bytes = log(row(3, '<,"220 cut in the midd'), row(4, '>,EHLO mail.contoso.com,'), row(5, '-,,Local'));
    expect(read(bytes)).toEqual({ texts: ['>|EHLO mail.contoso.com|', '-||Local'], bad: ['1 unterminated-quote'] });
  });

  it('takes the header of the next file for the end of an open quote, too', () => {
    const bytes = log(row(3, '<,"220 cut in the midd'), ...SEND_HEADER, row(4, '>,EHLO mail.contoso.com,'));
    expect(read(bytes)).toEqual({ texts: ['>|EHLO mail.contoso.com|'], bad: ['1 unterminated-quote'] });
  });

  it('reports text behind a closing quote and goes on with the next line', () => {
    expect(read(log(row(3, '<,"220 mail" ready,'), row(4, '-,,Local')))).toEqual({
      texts: ['-||Local'],
      bad: ['1 text-after-closing-quote'],
    });
  });
});

describe('excerpts that people copied', () => {
  it('reads rows without a header in the usual order', () => {
    expect(read(log(row(0, '*,,attempting to connect'))).texts).toEqual(['*||attempting to connect']);
  });

  it('reads a header that lost its #, and what it says', () => {
    const pasted = log(...SEND_HEADER.map((line) => line.slice(1)), row(0, '+,,'));
    expect(read(pasted)).toEqual({ texts: ['+||'], bad: [] });
    expect(readSessions(pasted).header.logType).toBe('SMTP Send Protocol Log');
  });

  it('reads an asterisk that markdown took away', () => {
    expect(read(log(row(1, ',,attempting to connect'))).texts).toEqual(['*||attempting to connect']);
  });

  it('reads a row whose empty context was trimmed', () => {
    expect(read(log(row(4, '>,QUIT'))).texts).toEqual(['>|QUIT|']);
  });

  it('reads one digit of fraction, seven and none', () => {
    const bytes = log('2019-05-28T15:07:00.3Z,A,B,0,,,+,,', '2019-05-28T15:07:00.1234567Z,A,B,1,,,+,,', '2019-05-28T15:07:00Z,A,B,2,,,+,,');
    expect(readRecords(bytes).records.map(({ time }) => new Date(time).toISOString())).toEqual([
      '2019-05-28T15:07:00.300Z',
      '2019-05-28T15:07:00.123Z',
      '2019-05-28T15:07:00.000Z',
    ]);
  });

  it('keeps a masked session-id as it is', () => {
    expect(readRecords(log(row(172, '>,250 XProxyFrom accepted,', '08C8881116H56738'))).records[0]?.sessionId).toBe('08C8881116H56738');
  });

  it('says nothing about blank lines', () => {
    expect(read(log('', row(0, '+,,'), '  \t', ''))).toEqual({ texts: ['+||'], bad: [] });
  });
});

describe('columns', () => {
  it('follows the order and the names of #Fields, in any case', () => {
    const bytes = log(
      '#FIELDS: Date-Time,Session-Id,Connector-Id,Event,Sequence-Number,Context,Data',
      '2019-05-28T15:07:00.088Z,S1,Internet,>,7,why,QUIT',
    );
    expect(readRecords(bytes).records).toMatchObject([
      { connector: 'Internet', sessionId: 'S1', sequence: 7, event: '>', data: 'QUIT', context: 'why', localEndpoint: '' },
    ]);
  });

  it('reads on when a later build adds a column', () => {
    const bytes = log(`${SEND_HEADER[4] ?? ''},tenant-id`, `${row(0, '>,QUIT,')},7b1f`);
    expect(read(bytes)).toEqual({ texts: ['>|QUIT|'], bad: [] });
  });

  it('reports #Fields that no protocol log can have, and keeps the order it had', () => {
    expect(read(log('#Fields: time,ip,verb', row(0, '>,QUIT,')))).toEqual({ texts: ['>|QUIT|'], bad: ['1 bad-header'] });
  });

  it('takes the header of a chunk from the middle of a file from its caller', () => {
    const header = { fields: ['date-time', 'session-id', 'sequence-number', 'event', 'data'], logType: 'SMTP Receive Protocol Log' };
    const { sessions } = readSessions(log('2019-05-28T15:07:00.088Z,S1,7,>,QUIT'), {
      header,
      file: 'RECV.LOG',
      offset: 4096,
      firstLine: 21,
    });
    expect(sessions[0]?.decode()).toMatchObject({ direction: 'receive', records: [{ data: 'QUIT', source: { offset: 4096, line: 21 } }] });
  });
});

describe('encodings', () => {
  it('reads a connector with a name in Chinese', () => {
    const bytes = log('2019-05-28T15:07:00.088Z,组织内 SMTP 发送连接器,08D6DB768B3F8C32,0,,,*,,attempting to connect');
    expect(readRecords(bytes).records[0]?.connector).toBe('组织内 SMTP 发送连接器');
  });

  it('reads an old file in the ANSI code page', () => {
    const bytes = Buffer.from(`${row(2, '<,RCPT TO:<m\xfcller@contoso.com>,')}\r\n${row(3, '<,\x80 5,')}\r\n`, 'latin1');
    expect(read(bytes)).toEqual({ texts: ['<|RCPT TO:<müller@contoso.com>|', '<|€ 5|'], bad: [] });
  });

  it('passes over a byte order mark, also where files were joined', () => {
    const bytes = Buffer.concat([Buffer.from('\ufeff'), log(...SEND_HEADER), Buffer.from('\ufeff'), log(row(0, '+,,'))]);
    expect(read(bytes)).toEqual({ texts: ['+||'], bad: [] });
  });

  it('reads lines that end with LF alone, or with a doubled CR', () => {
    expect(read(Buffer.from(`${row(0, '+,,')}\n${row(1, '-,,Local')}\r\r\n`)).texts).toEqual(['+||', '-||Local']);
  });
});

describe('damage', () => {
  it('reports the NUL bytes that a power failure left, and reads the row behind them', () => {
    const { records, malformed } = readRecords(Buffer.concat([Buffer.alloc(5), log(row(0, '+,,'))]));
    expect(malformed).toMatchObject([{ line: 1, offset: 0, reason: 'nul-bytes', excerpt: '␀␀␀␀␀' }]);
    expect(records).toMatchObject([{ sequence: 0, source: { line: 1, offset: 5 } }]);
  });

  it('keeps a NUL byte that stands inside a field', () => {
    expect(read(log(row(0, '<,EHLO \0,')))).toEqual({ texts: ['<|EHLO \0|'], bad: [] });
  });

  it('reads a last line without its line end when all its columns are there', () => {
    expect(read(Buffer.from(row(3, '-,,Local')))).toEqual({ texts: ['-||Local'], bad: [] });
  });

  it('reports a last line that was cut', () => {
    expect(read(Buffer.from(`${row(3, '>,QUIT,')}\r\n${row(4, '-,')}`))).toEqual({ texts: ['>|QUIT|'], bad: ['2 unfinished-line'] });
  });

  for (const { line, reason } of [
    { line: 'hello, can someone help?', reason: 'too-few-fields' },
    { line: row(0, '*,,').replace('05-28', '02-30'), reason: 'bad-date-time' },
    { line: row(0, '*,,').replace('T15', 'T24'), reason: 'bad-date-time' },
    { line: row(0, '*,,').replace('Z', ''), reason: 'bad-date-time' },
    { line: row(0, '*,,').replace('08D6DB768B3F8C32', ''), reason: 'empty-session-id' },
    { line: row(0, '*,,').replace(',0,', ',-1,'), reason: 'bad-sequence-number' },
    { line: row(0, '*,,').replace(',0,', ',1234567890,'), reason: 'bad-sequence-number' },
    { line: row(0, '!,,'), reason: 'unknown-event' },
    { line: '# no header', reason: 'bad-header' },
  ]) {
    it(`reports “${line.slice(0, 40)}…” as ${reason}, with its place`, () => {
      const good = row(1, '+,,');
      const { records, malformed } = readRecords(log(good, line, good), { file: 'SEND.LOG' });
      expect(malformed).toEqual([{ file: 'SEND.LOG', line: 2, offset: log(good).length, reason, excerpt: line }]);
      expect(records).toHaveLength(2);
    });
  }
});
