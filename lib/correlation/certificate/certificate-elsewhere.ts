import { itemsOf, type Inventory } from '../../inventory/inventory.js';

/** Another server that has the same certificate. */
export interface CertificateHolder {
  readonly server: string;
  /** Days from the given moment to its end, rounded down; negative when it is over. `null` when no export tells. */
  readonly daysLeft: number | null;
  /** The services that it is enabled for there; `null` when no export tells. */
  readonly services: readonly string[] | null;
}

const DAY = 86_400_000;

/**
 * Who else is hit when a certificate ends or fails: the servers whose inventories hold the same one, the soonest to suffer first.
 *
 * @param now milliseconds since 1970.
 */
export function certificateElsewhere(thumbprint: string, inventories: readonly Inventory[], now: number): readonly CertificateHolder[] {
  const wanted = thumbprint.toUpperCase();
  return inventories
    .flatMap((inventory) => {
      const certificate = itemsOf(inventory, 'exchange-certificates')?.find((held) => held.thumbprint.toUpperCase() === wanted);
      if (certificate === undefined || inventory.server === undefined) return [];
      const { notAfter, services } = certificate;
      return [
        {
          server: inventory.server,
          daysLeft: typeof notAfter === 'number' ? Math.floor((notAfter - now) / DAY) : null,
          services: services === undefined ? null : [...services].sort(),
        },
      ];
    })
    .sort((a, b) => (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity) || (a.server < b.server ? -1 : 1));
}
