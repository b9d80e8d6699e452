import type { TlsDemand } from '../inventory/tls-demand.js';
import type { ClientCertificate } from './handshake.js';

/** What a probe does with each address that it finds. */
export interface ProbePlan {
  /** A host, a domain, or an address. */
  readonly target: string;
  readonly port: number;
  /** The send connector in whose place it stands. */
  readonly connector: string | undefined;
  readonly demand: TlsDemand;
  /** The name that the other side's certificate must carry: the connector's TlsDomain. */
  readonly tlsName: string | undefined;
  /** Who we say we are: the connector's Fqdn. */
  readonly ehloName: string;
  /** To go on to MAIL and RCPT; never further. */
  readonly mail: { readonly from: string; readonly to: string } | undefined;
  readonly client: ClientCertificate | undefined;
  /** PEM, to trust beside the roots that Node brings. */
  readonly trusted: readonly string[];
  /** Name servers to ask instead of the machine's own. */
  readonly nameServers: readonly string[];
}

/** Whether a connector with this demand looks at the other side's certificate. */
export function validates(demand: TlsDemand): boolean {
  return demand === 'CertificateValidation' || demand === 'DomainValidation';
}

export function requiresTls(demand: TlsDemand): boolean {
  return demand === 'EncryptionOnly' || validates(demand);
}
