import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorSilent } from '../../lib/watch/connector-silent.js';
import { INVENTORY_WATCHES } from '../../lib/watch/inventory-watches.js';
import { logIncomplete } from '../../lib/watch/log-incomplete.js';
import { logTimesWrong } from '../../lib/watch/log-times-wrong.js';
import { SERVER_WATCHES } from '../../lib/watch/server-watches.js';

it('docs/watches.md lists each watch, and no other', () => {
  const page = readFileSync(join(__dirname, '../../docs/watches.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, id]) => id);
  const watches = [...INVENTORY_WATCHES, ...SERVER_WATCHES, logIncomplete, logTimesWrong, connectorSilent];
  expect(listed.toSorted()).toEqual(watches.map(({ id }) => id).toSorted());
});
