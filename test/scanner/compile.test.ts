import { readFileSync } from 'node:fs';
import { loadScanner } from '../../lib/log/scanner.js';
import { compileScanner, PROGRAM } from './compile.js';

describe('the scanner that is in use', () => {
  it('is what its sources compile to: “npm run scanner” makes it anew', () => {
    expect(readFileSync(PROGRAM, 'utf8')).toBe(compileScanner());
  });

  it('has room for all that it lays out in its memory, which never grows', () => {
    const scanner = loadScanner();
    expect(scanner && scanner.OUTPUT.value + scanner.OUTPUT_ROOM.value).toBeLessThanOrEqual(scanner?.memory.buffer.byteLength ?? 0);
  });
});
