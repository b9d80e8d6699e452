import { connectorSilent } from './connector-silent.js';
import { INVENTORY_WATCHES } from './inventory-watches.js';
import { logIncomplete } from './log-incomplete.js';
import { logTimesWrong } from './log-times-wrong.js';
import { SERVER_WATCHES } from './server-watches.js';

/** What each watch is called. */
export const WATCH_IDS: readonly string[] = [...INVENTORY_WATCHES, ...SERVER_WATCHES, logIncomplete, logTimesWrong, connectorSilent].map(
  ({ id }) => id,
);
