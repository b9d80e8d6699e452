import { blindSpots, type BlindSpot } from '../correlation/outlook/blind-spots.js';
import { citation } from '../correlation/told-by.js';
import type { Observation } from '../diagnosis/observation.js';
import { itemsOf } from '../inventory/inventory.js';
import { PROTOCOL_LOGGING } from './protocol-logging-reference.js';
import type { ServerInventory, Watch, Watched } from './watch.js';

/**
 * Connectors that write no protocol log: there Mailflow sees neither failures nor health, and a silent finding may only mean that nobody looks.
 *
 * A send connector is one object of the organization, which every source server exports; it is observed once, and the newest export tells.
 */
export const protocolLoggingOff: Watch = {
  id: 'protocol-logging-off',
  observe: (watched) => {
    const spots = watched.inventories.flatMap((of) => blindSpots(of.inventory).map((spot): Spot => ({ ...spot, of })));
    const oldestFirst = spots.filter((spot) => !isContradicted(spot, watched)).sort((a, b) => compare(toldAt(a), toldAt(b)));
    // Of one setting the last one stays, which is the newest.
    const bySetting = new Map(oldestFirst.map((spot) => [spot.setting.toLowerCase(), spot]));
    return [...bySetting.values()].map((spot) => observationOf(spot, watched.now));
  },
};

interface Spot extends BlindSpot {
  readonly of: ServerInventory;
}

function observationOf({ of: { server }, connector, setting, warning }: Spot, now: number): Observation {
  const { severity, sentence, step, toldBy } = warning;
  const [told] = toldBy;
  return {
    watch: protocolLoggingOff.id,
    severity,
    title: 'A connector writes no protocol log',
    summary: sentence,
    server: connector?.direction === 'send' ? null : server,
    connector: connector === undefined ? null : warning.item,
    keyFact: setting,
    since: told?.collectedAt ?? new Date(now).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'logging-off',
        likelihood: 'certain',
        why: `So it is set${told === undefined ? '' : ` ${citation(told)}`}. For most connectors it is off unless somebody turns it on.`,
      },
    ],
    remedy: step === null ? [] : [step],
    references: [PROTOCOL_LOGGING],
  };
}

/** Another server's newer export shows the same send connector with its log on. */
function isContradicted({ connector, warning }: Spot, { inventories }: Watched): boolean {
  if (connector?.direction !== 'send') return false;
  return inventories.some(({ inventory }) => {
    const collectedAt = inventory.exports['send-connectors']?.collectedAt ?? -Infinity;
    const same = itemsOf(inventory, 'send-connectors')?.find(({ name }) => name.toLowerCase() === warning.item.toLowerCase());
    return same?.protocolLogging === 'Verbose' && collectedAt > toldAt({ warning });
  });
}

function toldAt({ warning }: Pick<BlindSpot, 'warning'>): number {
  const collectedAt = warning.toldBy[0]?.collectedAt;
  return typeof collectedAt === 'string' ? Date.parse(collectedAt) : -Infinity;
}

/** −∞ minus −∞ is not a number, which no sort can use. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
