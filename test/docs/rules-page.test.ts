import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from './rules-page.js';

/** A page without what the formatter adds: the width of tables, the kind of bullets, blank lines. */
function words(page: string): string {
  return page.replace(/[\s\-|*\\]+/g, ' ');
}

describe('docs/rules.md', () => {
  it('is what the rules say: npm run docs makes it anew', () => {
    const page = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8');
    expect(words(page) === words(rulesPage())).toBe(true);
  });
});
