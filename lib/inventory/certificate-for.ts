import { matchCertificate, type CertificateMatch } from './certificate-match.js';
import { isSelfSigned, type ExchangeCertificate } from './exchange-certificate.js';
import { wantedCertificate, type Connector, type WantedCertificate } from './wanted-certificate.js';

/** What speaks against a certificate. One that Exchange selects all the same will fail, or be refused by the other side. */
export type Objection =
  | 'name-does-not-match'
  | 'name-spelled-otherwise'
  | 'no-private-key'
  | 'not-enabled-for-smtp'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  /** A request that still waits for its certificate. */
  | 'pending-request'
  /** Nothing wrong with it; another one comes before it. */
  | 'another-is-preferred';

/** Facts that the exports don't tell and that could turn the choice. */
export type MissingFact = 'names' | 'private key' | 'services' | 'validity';

export interface CertificateCandidate {
  readonly certificate: ExchangeCertificate;
  readonly match: CertificateMatch;
  readonly objections: readonly Objection[];
  readonly missing: readonly MissingFact[];
}

/** Which certificate Exchange will use for a connector, as far as that is documented. */
export interface CertificateChoice {
  readonly wanted: WantedCertificate;
  /**
   * Most likely first; none: STARTTLS can't be offered or mail can't be sent. More than one: Microsoft's page leaves the order between
   * them open, and {@link CertificateChoice} does not pretend to know. A chosen certificate may have objections: those are why TLS fails.
   */
  readonly chosen: readonly CertificateCandidate[];
  readonly leftOut: readonly CertificateCandidate[];
}

export interface ChoiceCircumstances {
  /** The moment of the choice, milliseconds since 1970 UTC: of the session, or a day in the future for a rehearsal. */
  readonly at: number;
  /** For connectors with neither TlsCertificateName nor Fqdn. */
  readonly serverFqdn?: string;
}

/**
 * The certificate that Exchange will select for a connector.
 *
 * Documented for receive connectors, and taken to hold for send connectors: of the certificates that match by name, those with a private
 * key and the SMTP service are eligible; they are sorted by their first day, newest first; the first valid one of an authority wins, else
 * the first self-signed one; an expired one is still used (event 12016). Two things are open:
 *
 * - the same page says that a matching certificate *without* SMTP is chosen all the same and that TLS then fails; it doesn't say whether it
 *   goes before an older one that has SMTP. A keyless one has been seen to be chosen too (NoCredentials);
 * - administrators of send connectors report that the one that *lives longest* wins, which is nearly always the newest.
 *
 * Where these readings come to different certificates, all of them are returned.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection (steps 6–9)
 * @source https://github.com/microsoft/CSS-Exchange/issues/1165 (longest lifetime)
 */
export function certificateFor(
  connector: Connector,
  certificates: readonly ExchangeCertificate[],
  { at, serverFqdn }: ChoiceCircumstances,
): CertificateChoice {
  const wanted = wantedCertificate(connector, serverFqdn);
  const candidates = certificates.map((certificate) => judge(certificate, matchCertificate(wanted, certificate), at));
  const matching = bestMatches(candidates);
  const eligible = matching.filter(({ objections }) => !objections.some((objection) => INELIGIBLE.has(objection)));
  const readings = [eligible, matching].flatMap((pool) => ORDERS.map((order) => firstOf(pool, order)));
  const chosen = [...new Set(readings.filter((candidate) => candidate !== undefined))];
  const leftOut = candidates.filter((candidate) => !chosen.includes(candidate)).map(preferAnother);
  return { wanted, chosen, leftOut };
}

/** What step 7 of the page asks for. */
const INELIGIBLE: ReadonlySet<Objection> = new Set<Objection>(['no-private-key', 'not-enabled-for-smtp']);

type Order = (candidate: CertificateCandidate) => number;

const ORDERS: readonly Order[] = [
  ({ certificate }) => certificate.notBefore ?? -Infinity,
  ({ certificate }) => certificate.notAfter ?? -Infinity,
];

/** A wildcard is looked at only where no certificate has the very name. Requests are no certificates yet. */
function bestMatches(candidates: readonly CertificateCandidate[]): readonly CertificateCandidate[] {
  const issued = candidates.filter(({ objections }) => !objections.includes('pending-request'));
  const exact = issued.filter(({ match }) => match === 'matches');
  return exact.length > 0 ? exact : issued.filter(({ match }) => match === 'by-wildcard');
}

function firstOf(pool: readonly CertificateCandidate[], order: Order): CertificateCandidate | undefined {
  // Equal ones are told apart by thumbprint, so that the answer does not depend on the order of the export.
  const sorted = [...pool].sort(
    (one, other) =>
      standing(one) - standing(other) ||
      compareNumbers(order(other), order(one)) ||
      one.certificate.thumbprint.localeCompare(other.certificate.thumbprint),
  );
  return sorted[0];
}

/** First the valid ones of an authority, then the self-signed, then what is left. */
function standing({ certificate, objections }: CertificateCandidate): number {
  if (isSelfSigned(certificate)) return 1;
  return objections.some((objection) => OUT_OF_FORCE.has(objection)) ? 2 : 0;
}

const OUT_OF_FORCE: ReadonlySet<Objection> = new Set<Objection>(['expired', 'not-yet-valid', 'revoked']);

/** −∞ minus −∞ is not a number, which no sort can use. */
function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

function judge(certificate: ExchangeCertificate, match: CertificateMatch, at: number): CertificateCandidate {
  return { certificate, match, objections: objectionsTo(certificate, match, at), missing: missingIn(certificate, match) };
}

function objectionsTo(certificate: ExchangeCertificate, match: CertificateMatch, at: number): readonly Objection[] {
  const { hasPrivateKey, services, notBefore, notAfter, status } = certificate;
  const objections: readonly (readonly [boolean, Objection])[] = [
    [match === 'different', 'name-does-not-match'],
    [match === 'spelled-otherwise', 'name-spelled-otherwise'],
    [status === 'PendingRequest', 'pending-request'],
    [hasPrivateKey === false, 'no-private-key'],
    [services?.has('SMTP') === false, 'not-enabled-for-smtp'],
    [notAfter !== undefined && notAfter < at, 'expired'],
    [notBefore !== undefined && notBefore > at, 'not-yet-valid'],
    [status === 'Revoked', 'revoked'],
  ];
  return objections.filter(([holds]) => holds).map(([, objection]) => objection);
}

function missingIn(certificate: ExchangeCertificate, match: CertificateMatch): readonly MissingFact[] {
  const { hasPrivateKey, services, notBefore, notAfter } = certificate;
  const missing: readonly (readonly [boolean, MissingFact])[] = [
    [match === 'unknown', 'names'],
    [hasPrivateKey === undefined, 'private key'],
    [services === undefined, 'services'],
    [notBefore === undefined || notAfter === undefined, 'validity'],
  ];
  return missing.filter(([holds]) => holds).map(([, fact]) => fact);
}

/** A certificate without a fault that was not taken stands behind another one. */
function preferAnother(candidate: CertificateCandidate): CertificateCandidate {
  if (candidate.objections.length > 0 || candidate.match === 'unknown') return candidate;
  return { ...candidate, objections: ['another-is-preferred'] };
}
