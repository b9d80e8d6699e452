import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../../lib/api/problem.js';

describe('docs/problems.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/problems.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` *\| (\d{3}) *\|/gm)].map(([, code, status]) => ({ code, status: Number(status) }));

  it('explains every problem of the API, with its status, and no other', () => {
    expect(rows).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => ({ code, status })));
  });
});
