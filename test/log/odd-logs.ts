import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { row, SEND_HEADER } from './log-lines.js';

const REAL_LINES = [
  '00-seed-unknowncredentials.log',
  '06-healthy-veeam-frontend-connectionreset.log',
  '07-auth-login-logondenied.log',
].flatMap((name) => readFileSync(join(__dirname, '../fixtures/logs', name), 'latin1').split('\r\n'));

/** Lines with something about them that real logs have rarely or never. */
const ODD_LINES = [
  ...SEND_HEADER,
  ...SEND_HEADER.map((line) => line.slice(1)),
  '#Fields: date-time,session-id,connector-id,event,sequence-number,context,data',
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context,tenant-id',
  '#Fields: something else',
  '#Log-type: SMTP Receive Protocol Log',
  '# remark',
  '',
  '  ',
  '\0\0\0',
  `\0\0${row(1, '>,QUIT,')}`,
  `\xef\xbb\xbf${row(1, '>,QUIT,')}`,
  row(0, '+,,'),
  row(1, '*,"open'),
  row(1, '*,"open,""still'),
  row(1, '*,"closed","too"'),
  row(1, '*,"closed"x,'),
  'still open',
  'closing",',
  'closing",and "more",',
  'closing" wrongly,',
  '"',
  ',"',
  '"",""',
  row(2, '<,"250 a,b",'),
  row(2, ',,attempting to connect'),
  row(2, '<'),
  row(2, '<,'),
  row(2, '"<","x",'),
  row(3, '-,,Local'),
  row(3, '-,,Local\r'),
  row(3, '-,,Local', '08d6db768b3f8c32'),
  row(3, '-,,Local', '08C8881116H56738'),
  row(3, '-,,Local', '"08D6DB768B3F8C32"'),
  row(3, '-,,Local').replace('Outbound to Office 365', '"Outbound to Office 365"'),
  row(3, '-,,Local').replace('.088Z', '.1Z'),
  row(3, '-,,Local').replace('05-28', '02-29'),
  row(3, '-,,Local').replace(',3,', ',0000000003,'),
  row(3, '-,,Local').replace(',3,', ',,'),
  row(3, '-,,Local').replace('104.47.5.36:25', '"a,b"'),
  row(4, '<,RCPT TO:<m\xfcller@contoso.com>,'),
  row(4, '<,RCPT TO:<m\xc3\xbcller@contoso.com>,'),
];

const line = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...REAL_LINES) }, { weight: 2, arbitrary: fc.constantFrom(...ODD_LINES) });
const lineEnd = fc.oneof({ weight: 6, arbitrary: fc.constant('\r\n') }, fc.constantFrom('\n', '\r\r\n', '', ','));

interface Damage {
  readonly at: number;
  readonly put: string;
  readonly over: number;
}
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(4000),
  put: fc.constantFrom('"', ',', '\n', '\r', '\0', '#', '', '"\r\n', ',"', '\xff'),
  over: fc.nat(3),
});

/** Logs made of real lines and odd ones, with a few bytes put in, taken away or changed. */
export const oddLog: fc.Arbitrary<Buffer> = fc
  .record({ lines: fc.array(fc.tuple(line, lineEnd), { maxLength: 25 }), damages: fc.array(damage, { maxLength: 4 }) })
  .map(({ lines, damages }) => {
    let text = lines.map(([content, end]) => content + end).join('');
    for (const { at, put, over } of damages) {
      const place = text.length === 0 ? 0 : at % text.length;
      text = text.slice(0, place) + put + text.slice(place + over);
    }
    return Buffer.from(text, 'latin1');
  });
