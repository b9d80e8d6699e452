import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(__dirname, '../../dist/dashboard');

/** What a first visit may cost, compressed: two seconds on a slow mobile connection. */
const BUDGET_BYTES = 150_000;

describe('what the dashboard’s first visit loads', () => {
  const page = readFileSync(join(BUILT, 'page.html'), 'utf8');
  const linked = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? '');

  it('is one style sheet and one script, by names that change with their content', () => {
    expect(linked.map((path) => path.replace(/-[A-Z0-9]{8}\./, '.')).sort()).toEqual(['assets/dashboard.css', 'assets/dashboard.js']);
  });

  it('stays within the budget, all scripts together', () => {
    const assets = readdirSync(join(BUILT, 'assets')).filter((name) => name.endsWith('.gz'));
    const bytes = ['page.html.gz', ...assets.map((name) => join('assets', name))].map((name) => statSync(join(BUILT, name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET_BYTES);
  });

  it('has no script and no style in the page itself, which its policy would refuse', () => {
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
  });
});
