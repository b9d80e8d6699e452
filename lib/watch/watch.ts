import type { Observation } from '../diagnosis/observation.js';
import type { Inventory } from '../inventory/inventory.js';
import type { SeenCertificate } from './seen-certificates.js';

/** A server's inventory, under the name by which the server was onboarded: the findings of its logs bear the same. */
export interface ServerInventory {
  readonly server: string;
  readonly inventory: Inventory;
}

/** What is known of a tenant beside its sessions. */
export interface Watched {
  readonly inventories: readonly ServerInventory[];
  /** Certificates that its servers showed in sessions. */
  readonly seen: readonly SeenCertificate[];
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}

/** Looks for one kind of trouble that is there before any session fails. Pure: the same tenant at the same moment gives the same observations. */
export interface Watch<Seen = Watched> {
  /** For ever; the observations that it makes bear it. */
  readonly id: string;
  readonly observe: (seen: Seen) => readonly Observation[];
}

export const DAY = 24 * 60 * 60 * 1000;
