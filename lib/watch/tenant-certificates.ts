import type { ExchangeCertificate } from '../inventory/exchange-certificate.js';
import { itemsOf } from '../inventory/inventory.js';
import { knownCertificates } from '../inventory/known-certificates.js';
import type { Service } from '../inventory/service.js';
import { certificateUses, type CertificateUse } from './certificate-use.js';
import type { ServerInventory, Watched } from './watch.js';

/** A server whose lists hold the certificate. */
export interface CertificateHolder {
  readonly server: string;
  /** `undefined` when Exchange's list does not tell: it leaves out certificates without a private key. */
  readonly services: ReadonlySet<Service> | undefined;
  readonly hasPrivateKey: boolean | undefined;
  /** When the list was made, milliseconds since 1970, UTC. */
  readonly collectedAt: number | undefined;
}

/** One certificate over all servers of a tenant. Times are milliseconds since 1970, UTC. */
export interface TenantCertificate {
  readonly thumbprint: string;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  readonly names: readonly string[];
  /** Empty: only sessions showed it. */
  readonly holders: readonly CertificateHolder[];
  readonly uses: readonly CertificateUse[];
}

/** All certificates of a tenant, known from inventories and from logs: the first to end comes first. */
export function tenantCertificates({ inventories, seen, now }: Watched): readonly TenantCertificate[] {
  const uses = certificateUses(inventories, seen, now);
  const listed = inventories.flatMap(listedOn);
  const thumbprints = new Set([...listed.map(({ certificate }) => certificate.thumbprint), ...seen.map(({ thumbprint }) => thumbprint)]);
  return [...thumbprints]
    .map((thumbprint): TenantCertificate => {
      const copies = listed.filter(({ certificate }) => certificate.thumbprint === thumbprint);
      // A thumbprint is a hash of the whole certificate, so what any of them tells holds for all.
      const told = [...copies.map(({ certificate }) => certificate), ...seen.filter((one) => one.thumbprint === thumbprint)];
      const first = <Fact>(fact: (one: (typeof told)[number]) => Fact | undefined) => told.map(fact).find((value) => value !== undefined);
      return {
        thumbprint,
        subject: first(({ subject }) => subject),
        issuer: first(({ issuer }) => issuer),
        notBefore: first(({ notBefore }) => notBefore),
        notAfter: first(({ notAfter }) => notAfter),
        names: first(({ names }) => names) ?? [],
        holders: copies.map(({ holder }) => holder),
        uses: uses.get(thumbprint) ?? [],
      };
    })
    .sort((one, other) => compare(one.notAfter ?? Infinity, other.notAfter ?? Infinity) || compare(one.thumbprint, other.thumbprint));
}

function listedOn({ server, inventory }: ServerInventory): readonly { certificate: ExchangeCertificate; holder: CertificateHolder }[] {
  const exchange = itemsOf(inventory, 'exchange-certificates');
  const machine = itemsOf(inventory, 'machine-certificates');
  const { collectedAt } = inventory.exports['exchange-certificates'] ?? inventory.exports['machine-certificates'] ?? {};
  return knownCertificates(exchange ?? [], machine).map((certificate) => {
    const { services, hasPrivateKey } = certificate;
    return { certificate, holder: { server, services, hasPrivateKey, collectedAt } };
  });
}

function compare<Value extends string | number>(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
