import { logDeletedUnread } from './log-deleted-unread.js';
import { serverClockWrong } from './server-clock-wrong.js';
import { serverSilent } from './server-silent.js';
import { shipperLagging } from './shipper-lagging.js';
import type { Watch } from './watch.js';
import type { WatchedServers } from './watched-servers.js';

/** What is watched of a tenant's servers by what their shippers say. */
export const SERVER_WATCHES: readonly Watch<WatchedServers>[] = [serverSilent, shipperLagging, serverClockWrong, logDeletedUnread];
