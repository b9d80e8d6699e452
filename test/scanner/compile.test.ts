import { readFileSync } from 'node:fs';
import { compileScanner, PROGRAM } from './compile.js';

describe('the scanner that is in use', () => {
  it('is what its sources compile to: “npm run scanner” makes it anew', () => {
    expect(readFileSync(PROGRAM, 'utf8')).toBe(compileScanner());
  });
});
