import { needOf } from '../correlation/outlook/certificate-need.js';
import { connectorPlans, type ConnectorPlan } from '../correlation/outlook/connector-outlook.js';
import { maybeSameServer } from '../correlation/same-server.js';
import type { Severity } from '../diagnosis/rule.js';
import { itemsOf } from '../inventory/inventory.js';
import type { Direction } from '../log/record.js';
import type { SeenCertificate } from './seen-certificates.js';
import type { ServerInventory } from './watch.js';

/** One use of a certificate on one server. */
export interface CertificateUse {
  /**
   * `selected`: Exchange selects it for the connector, or would before all others. `named`: TlsCertificateName is its name, and another one is
   * selected. `internal`: mail among the own servers. `seen`: sessions showed it, and no inventory says that it is selected.
   */
  readonly how: 'selected' | 'named' | 'internal' | 'seen';
  readonly server: string | null;
  /** `null` for mail among the own servers. */
  readonly connector: string | null;
  readonly direction: Direction | null;
  /** What stands still without the certificate; `undefined` when nothing does. */
  readonly need: Severity | undefined;
  /** The thumbprint that Exchange selects when this one has gone; `null` when none is usable, `undefined` when that is not known. */
  readonly takenOverBy: string | null | undefined;
  /** When a session showed it last, milliseconds since 1970, UTC. */
  readonly lastSeen: number | undefined;
}

/** What each certificate is used for, by thumbprint. */
export function certificateUses(
  inventories: readonly ServerInventory[],
  seen: readonly SeenCertificate[],
  now: number,
): ReadonlyMap<string, readonly CertificateUse[]> {
  const uses = new Map<string, CertificateUse[]>();
  const add = (thumbprint: string, use: CertificateUse) => uses.set(thumbprint, [...(uses.get(thumbprint) ?? []), use]);
  const plans = inventories.flatMap(({ server, inventory }) =>
    (connectorPlans(inventory, now) ?? []).map((plan): PlanOf => ({ server, plan })),
  );
  for (const planned of plans) for (const [thumbprint, use] of usesInPlan(planned, seen)) add(thumbprint, use);
  for (const inventory of inventories) for (const thumbprint of internalCertificates(inventory)) add(thumbprint, internalUse(inventory));
  for (const certificate of seen) {
    if (!uses.get(certificate.thumbprint)?.some((use) => isAt(use, certificate))) add(certificate.thumbprint, useSeen(certificate, plans));
  }
  return uses;
}

interface PlanOf {
  readonly server: string;
  readonly plan: ConnectorPlan;
}

function usesInPlan({ server, plan }: PlanOf, seen: readonly SeenCertificate[]): readonly (readonly [string, CertificateUse])[] {
  const [selected, ...others] = [...plan.choice.chosen, ...plan.choice.leftOut];
  if (selected === undefined || plan.choice.chosen.length === 0) return [];
  const place = { server, connector: plan.name, direction: plan.connector.direction } as const;
  const use = (how: 'selected' | 'named', thumbprint: string, takenOverBy: string | null | undefined) =>
    [thumbprint, { ...place, how, need: needOf(plan), takenOverBy, lastSeen: lastSeenAt(place, thumbprint, seen) }] as const;
  const named = others.filter(({ match }) => plan.choice.wanted.by === 'tls-certificate-name' && match === 'matches');
  return [
    use('selected', selected.certificate.thumbprint, successorIn(plan)),
    ...named.map(({ certificate }) => use('named', certificate.thumbprint, selected.certificate.thumbprint)),
  ];
}

/** Only one without objections takes over by itself; without a last day of the current one nothing was rehearsed. */
function successorIn({ next }: ConnectorPlan): string | null | undefined {
  if (next === undefined) return undefined;
  const [successor] = next.choice.chosen;
  return successor?.objections.length === 0 ? successor.certificate.thumbprint : null;
}

function internalCertificates({ server, inventory }: ServerInventory): readonly string[] {
  return (itemsOf(inventory, 'transport-services') ?? []).flatMap(({ name, internalTransportCertificateThumbprint: thumbprint }) =>
    thumbprint !== undefined && maybeSameServer(name, server) ? [thumbprint] : [],
  );
}

function internalUse({ server }: ServerInventory): CertificateUse {
  // Exchange falls back to a certificate that it makes itself, but says so only in its event log, and EdgeSync breaks.
  return { how: 'internal', server, connector: null, direction: null, need: 'degraded', takenOverBy: null, lastSeen: undefined };
}

/** What a session showed, when no inventory says that it is used: either it has been replaced there, or nobody knows. */
function useSeen(certificate: SeenCertificate, plans: readonly PlanOf[]): CertificateUse {
  const { server, connector, direction, lastSeen } = certificate;
  const plan = plans.find((one) => isAt({ server: one.server, connector: one.plan.name }, certificate))?.plan;
  const takenOverBy = plan?.choice.chosen[0]?.certificate.thumbprint;
  return { how: 'seen', server, connector, direction, need: takenOverBy === undefined ? 'degraded' : undefined, takenOverBy, lastSeen };
}

type Place = Pick<CertificateUse, 'server' | 'connector'>;

function lastSeenAt(place: Place, thumbprint: string, seen: readonly SeenCertificate[]): number | undefined {
  return seen.find((certificate) => certificate.thumbprint === thumbprint && isAt(place, certificate))?.lastSeen;
}

/** Names are compared without case, as Exchange does. */
function isAt(place: Place, { server, connector }: SeenCertificate): boolean {
  return place.connector?.toLowerCase() === connector.toLowerCase() && place.server?.toLowerCase() === server?.toLowerCase();
}
