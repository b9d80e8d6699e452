import type { Observation } from '../diagnosis/observation.js';
import { certificateExpiring } from './certificate-expiring.js';
import { protocolLoggingOff } from './protocol-logging-off.js';
import { serverOutOfSupport } from './server-out-of-support.js';
import type { Watch, Watched } from './watch.js';

/** What is watched of a tenant's inventories. */
export const INVENTORY_WATCHES: readonly Watch[] = [certificateExpiring, protocolLoggingOff, serverOutOfSupport];

/** All that these watches see. */
export function observeInventory(watched: Watched): readonly Observation[] {
  return INVENTORY_WATCHES.flatMap(({ observe }) => observe(watched));
}
