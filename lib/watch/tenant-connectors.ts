import { connectorPlans, type SelectedCertificate } from '../correlation/outlook/connector-outlook.js';
import { logNameOf } from '../correlation/outlook/own-connectors.js';
import { itemsOf } from '../inventory/inventory.js';
import type { Connector } from '../inventory/wanted-certificate.js';
import type { ServerInventory } from './watch.js';

/** How a connector is set up, as the newest export that lists it tells. */
export interface ConfiguredConnector {
  /** The name that the protocol log gives it. */
  readonly name: string;
  readonly connector: Connector;
  /** Whose export tells so. Each server lists all send connectors of its organization. */
  readonly toldBy: string;
  /** When the export was made, milliseconds since 1970, UTC. */
  readonly collectedAt: number | undefined;
  /** The certificate that it selects, on each server on which it runs and whose certificates are known. */
  readonly certificates: readonly (Pick<SelectedCertificate, 'thumbprint' | 'subject' | 'notAfter'> & { readonly server: string })[];
}

/** Tells connectors apart. Names are compared without case, as Exchange does; one name may stand for both directions. */
export function connectorIdentity({ direction, name }: { readonly direction: Connector['direction']; readonly name: string }): string {
  return `${direction} ${name.toLowerCase()}`;
}

/** The connectors that the inventories of a tenant's servers list, each once. @param now milliseconds since 1970, UTC */
export function tenantConnectors(inventories: readonly ServerInventory[], now: number): readonly ConfiguredConnector[] {
  const newest = new Map<string, ConfiguredConnector>();
  for (const listed of inventories.flatMap(listedBy)) {
    const identity = identityOf(listed);
    const known = newest.get(identity);
    if (known === undefined || (listed.collectedAt ?? -Infinity) > (known.collectedAt ?? -Infinity)) newest.set(identity, listed);
  }
  const selected = selectedCertificates(inventories, now);
  return [...newest].map(([identity, configured]) => ({ ...configured, certificates: selected.get(identity) ?? [] }));
}

function listedBy({ server, inventory }: ServerInventory): readonly ConfiguredConnector[] {
  return (['send-connectors', 'receive-connectors'] as const).flatMap((kind) => {
    const connectors: readonly Connector[] = itemsOf(inventory, kind) ?? [];
    const collectedAt = inventory.exports[kind]?.collectedAt;
    return connectors.map((connector) => ({
      ...{ name: logNameOf(connector), connector, toldBy: server, collectedAt },
      certificates: [],
    }));
  });
}

function selectedCertificates(inventories: readonly ServerInventory[], now: number) {
  const selected = new Map<string, ConfiguredConnector['certificates']>();
  for (const { server, inventory } of inventories) {
    for (const { connector, name, choice } of connectorPlans(inventory, now) ?? []) {
      const [first] = choice.chosen;
      if (first === undefined) continue;
      const { thumbprint, subject, notAfter } = first.certificate;
      const identity = connectorIdentity({ direction: connector.direction, name });
      const one = {
        ...{ server, thumbprint, subject: subject ?? null },
        notAfter: notAfter === undefined ? null : new Date(notAfter).toISOString(),
      };
      selected.set(identity, [...(selected.get(identity) ?? []), one]);
    }
  }
  return selected;
}

function identityOf({ connector: { direction }, name }: ConfiguredConnector): string {
  return connectorIdentity({ direction, name });
}
