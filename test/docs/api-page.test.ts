import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../../lib/api/routes.js';

/** Whether a path of an example is one of a route, its placeholders filled or not. */
function isRoute(example: string): boolean {
  return ROUTES.some(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '(?:[^/]+)')}$`).test(example));
}

describe.each(['docs/api.md', 'docs/access.md', 'README.md'])('%s', (page) => {
  const text = readFileSync(join(__dirname, '../..', page), 'utf8');
  const examples = [...text.matchAll(/(?<!lib)\/api\/(?:v1\/)?[\w{}$().[\]/-]*(?:\.json)?/g)].map(([found]) =>
    found
      .replace(/[.)]+$/, '')
      .replace(/\$\(.*$/, 'x')
      .replace(/\/$/, ''),
  );

  it('names no address that there is not', () => {
    expect(examples.length).toBeGreaterThan(3);
    expect([...new Set(examples)].filter((example) => example !== '/api/v1' && !isRoute(example))).toEqual([]);
  });
});
