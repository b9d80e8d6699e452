import type { ProbedTls } from '../inventory/probe-result.js';
import type { TlsDemand } from '../inventory/tls-demand.js';
import { validates } from './plan.js';

/**
 * Why a connector with this demand would not take the certificate, in the word by which Exchange logs it; `undefined` when it would.
 *
 * A name that can't be checked (an address was called, and the connector has no TlsDomain) is not held against it.
 *
 * @param now milliseconds since 1970
 */
export function certificateFault(tls: ProbedTls, demand: TlsDemand, now: number): string | undefined {
  if (!validates(demand)) return undefined;
  return distrustWord(tls, now) ?? (demand === 'DomainValidation' && tls.nameMatches === false ? 'WrongPrincipal' : undefined);
}

/** The same for the chain alone, whoever demands it. */
export function distrustWord({ distrust, chain: [own] }: ProbedTls, now: number): string | undefined {
  // OpenSSL names one fault of many, and not always the one that a person can mend first.
  if (own !== undefined && (Date.parse(own.notAfter) < now || Date.parse(own.notBefore) > now)) return 'CertExpired';
  if (distrust === null) return undefined;
  if (/EXPIRED|NOT_YET_VALID/.test(distrust)) return 'CertExpired';
  return /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|UNTRUSTED|INVALID_CA|SIGNATURE|CHAIN_TOO_LONG/.test(distrust)
    ? 'UntrustedRoot'
    : 'CertUnknown';
}
