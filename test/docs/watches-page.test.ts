import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WATCH_IDS } from '../../lib/watch/watch-ids.js';

it('docs/watches.md lists each watch, and no other', () => {
  const page = readFileSync(join(__dirname, '../../docs/watches.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, id]) => id);
  expect(listed.toSorted()).toEqual(WATCH_IDS.toSorted());
});
