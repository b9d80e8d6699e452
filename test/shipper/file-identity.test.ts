import { HEAD_BYTES, readHeader } from '../../lib/shipper/file-identity.js';

const HEADER = [
  '#Software: Microsoft Exchange Server',
  '#Version: 15.0.0.0',
  '#Log-type: SMTP Send Protocol Log',
  '#Date: 2019-05-28T15:07:00.088Z',
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
];
const text = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r\n`).join(''));

const WHOLE = {
  kind: 'header',
  header: {
    date: '2019-05-28T15:07:00.088Z',
    logType: 'SMTP Send Protocol Log',
    fields: 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
  },
};

describe('the header tells which log a file is', () => {
  it('is read as Exchange writes it', () => {
    expect(readHeader(text(HEADER))).toEqual(WHOLE);
    expect(readHeader(Buffer.concat([text(HEADER), Buffer.from('2019-05-28T15:07:00.088Z,Outbo')]))).toEqual(WHOLE);
  });

  it('is read behind a byte order mark, with bare line feeds, in the spelling of the documentation', () => {
    expect(readHeader(Buffer.concat([Buffer.from('\uFEFF'), text(HEADER)]))).toEqual(WHOLE);
    expect(readHeader(Buffer.from(text(HEADER).toString().replaceAll('\r', '').replace('#Log-type', '#Log-Type')))).toEqual(WHOLE);
  });

  it('waits while Exchange is still writing it, wherever it pauses', () => {
    const whole = text(HEADER);
    for (let length = 0; length < whole.length; length += 1) {
      expect({ length, reading: readHeader(whole.subarray(0, length)) }).toEqual({ length, reading: { kind: 'incomplete' } });
    }
  });
});

describe('a file is passed over', () => {
  for (const { because, head, reason } of [
    { because: 'a log of IIS has other lines', head: Buffer.from('2018-02-19 23:06:29 40.97.132.226 - SMTPSVC1\r\n'), reason: 'no-header' },
    {
      because: 'a record follows before the #Fields',
      head: text([...HEADER.slice(0, 4), '2019-05-28T15:07:00.088Z,a']),
      reason: 'no-header',
    },
    { because: 'it has no date', head: text(HEADER.map((line) => line.replace(/#Date: .*/, '#Date: yesterday'))), reason: 'unusable-date' },
    {
      because: 'its columns would not fit into a blob’s metadata',
      head: text([...HEADER.slice(0, 4), `#Fields: ${'a,'.repeat(600)}`]),
      reason: 'header-too-long',
    },
    { because: 'its header never ends', head: Buffer.alloc(HEAD_BYTES, '#Comment: nothing\r\n'), reason: 'header-too-long' },
  ]) {
    it(because, () => {
      expect(readHeader(head)).toEqual({ kind: 'unusable', reason });
    });
  }
});
