import { SEVERITIES } from '../../diagnosis/rule.js';
import type { Inventory } from '../../inventory/inventory.js';
import { blindSpots } from './blind-spots.js';
import { connectorOutlook, connectorPlans, type ConnectorOutlook } from './connector-outlook.js';
import { expiringCertificates } from './expiring-certificates.js';
import { slowQueues } from './slow-queues.js';
import { unsupportedServers } from './unsupported-servers.js';
import { unusableCertificates } from './unusable-certificates.js';
import type { Warning } from './warning.js';

/** What a server's inventory lets one foresee. Plain data. */
export interface Outlook {
  /** Empty without Exchange's list of certificates. */
  readonly connectors: readonly ConnectorOutlook[];
  /** The worst first, then what is due soonest. */
  readonly warnings: readonly Warning[];
}

/** The rehearsal before the outage: which certificate each connector selects, and what breaks on the day it goes. */
export function certificateOutlook(inventory: Inventory, now: number): Outlook {
  const plans = connectorPlans(inventory, now) ?? [];
  const warnings = [...unusableCertificates(inventory, plans), ...expiringCertificates(inventory, plans, now)];
  return { connectors: plans.map(connectorOutlook), warnings: warnings.sort(worstFirst) };
}

/** The same, with servers past their end of support, queues that are slow without an error, and connectors that write no log. */
export function serverOutlook(inventory: Inventory, now: number): Outlook {
  const { connectors, warnings } = certificateOutlook(inventory, now);
  const others = [...unsupportedServers(inventory, now), ...slowQueues(inventory), ...blindSpots(inventory).map(({ warning }) => warning)];
  return { connectors, warnings: [...warnings, ...others].sort(worstFirst) };
}

function worstFirst(one: Warning, other: Warning): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compare(one.due ?? '', other.due ?? '') ||
    compare(one.id, other.id) ||
    compare(one.item, other.item)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
