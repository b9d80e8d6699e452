import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(__dirname, '../../dist/dashboard');

/** What a first visit may cost, compressed: two seconds on a slow mobile connection. */
const BUDGET_BYTES = 150_000;

/** What signing in with Entra ID loads beside it, once. */
const SIGN_IN_BUDGET_BYTES = 100_000;

/** These assets and those that they import at once, and these in turn; what is imported when it is wanted is left out. */
function withImports(paths: readonly string[]): readonly string[] {
  const found = new Set(paths);
  // A set is walked through with what is added on the way.
  for (const path of found) {
    if (!path.endsWith('.js')) continue;
    for (const [, name] of readFileSync(join(BUILT, path), 'utf8').matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
      found.add(`assets/${name ?? ''}`);
  }
  return [...found];
}

describe('what the dashboard’s first visit loads', () => {
  const page = readFileSync(join(BUILT, 'page.html'), 'utf8');
  const linked = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? '');

  it('is one style sheet and one script, by names that change with their content', () => {
    expect(linked.map((path) => path.replace(/-[A-Z0-9]{8}\./, '.')).sort()).toEqual(['assets/dashboard.css', 'assets/dashboard.js']);
  });

  it('stays within the budget, with every script that these load at once', () => {
    const bytes = ['page.html', ...withImports(linked)].map((name) => statSync(join(BUILT, `${name}.gz`)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET_BYTES);
  });

  it('leaves Microsoft’s sign-in library for whoever signs in with it', () => {
    const atOnce = withImports(linked);
    const [library, ...others] = readdirSync(join(BUILT, 'assets')).filter((name) => /^entra-.*\.js$/.test(name));
    expect(others).toEqual([]);
    expect(atOnce).not.toContain(`assets/${library ?? ''}`);
    expect(atOnce.map((name) => readFileSync(join(BUILT, name), 'utf8')).join('\n')).toContain(`import("./${library ?? ''}")`);
    expect(statSync(join(BUILT, `assets/${library ?? ''}.gz`)).size).toBeLessThan(SIGN_IN_BUDGET_BYTES);
  });

  it('has no script and no style in the page itself, which its policy would refuse', () => {
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
  });
});
