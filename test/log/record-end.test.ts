import { lastRecordEnd } from '../../lib/log/record-end.js';
import { log, row, SEND_HEADER } from './log-lines.js';

/** What may be shipped of these bytes now. */
function whole(text: string, from = 0): string {
  const bytes = Buffer.from(text);
  return bytes.toString('utf8', from, lastRecordEnd(bytes, from));
}

const first = log(...SEND_HEADER, row(0, '+,,')).toString();

describe('where a growing log may be cut', () => {
  it('is behind its last row when that is whole', () => {
    expect(whole(first)).toBe(first);
  });

  it('is before a row that Exchange is still writing', () => {
    expect(whole(first + row(1, '>,EHLO mail.con'))).toBe(first);
  });

  it('is before a row whose quoted data hold a line break, until the quote is closed', () => {
    const reply = `${row(2, '<,"550 refused,')}\r\nsee our site`;
    expect(whole(`${first}${reply}\r\n`)).toBe(first);
    expect(whole(`${first}${reply}",\r\n`)).toBe(`${first}${reply}",\r\n`);
  });

  it('is behind a quote that was never closed, as soon as the next row proves it', () => {
    const torn = `${row(2, '<,"220 cut in the mid')}\r\n`;
    expect(whole(first + torn)).toBe(first);
    expect(whole(`${first}${torn}${row(3, '-,,Local')}\r\n`)).toBe(`${first}${torn}${row(3, '-,,Local')}\r\n`);
  });

  it('is nowhere in half a line, and nowhere in nothing', () => {
    expect(lastRecordEnd(Buffer.from('2019-05'))).toBe(0);
    expect(lastRecordEnd(Buffer.alloc(0))).toBe(0);
  });

  it('is looked for behind what was shipped before', () => {
    const bytes = Buffer.from(`${first}${row(1, '>,QUIT')}`);
    expect(lastRecordEnd(bytes, first.length)).toBe(first.length);
    expect(lastRecordEnd(Buffer.from(first), first.length)).toBe(first.length);
  });
});
