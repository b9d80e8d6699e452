import type { ErrorText } from '../../error-text/error-text.js';

/** Where Exchange and Exchange Online name, in a reply or an error text, why a certificate or a handshake did not do. */
const NAMED: readonly RegExp[] = [
  /\bappropriate TLS channel: (\w+)/i,
  /\bcertificate validation fail(?:ure|ed)\W+reason\W+(\w+)/i,
  /^(SubjectMismatch|CertificateExpired|CertExpired|UntrustedRoot|WrongPrincipal|RemoteCertificateNameMismatch|CertUnknown)\b/i,
  /\bcertificate\b[^.]*\bfail(?:ed|ure|s)?\b[^.]*\b(SubjectMismatch|CertificateExpired|CertExpired|UntrustedRoot|WrongPrincipal|RemoteCertificateNameMismatch|CertUnknown)\b/i,
];

/** What one of them begins with, or has in it: most texts have none, and are asked once. */
const PERHAPS_NAMED =
  /\bfail|\bTLS channel: |\bcertificate-(?:expired|host-mismatch):|^(?:SubjectMismatch|CertificateExpired|CertExpired|UntrustedRoot|WrongPrincipal|RemoteCertificateNameMismatch|CertUnknown)\b/i;

/** Stands for the word where Exchange says that the certificate did not do, and not why: most often for its name. */
export const NO_REASON_GIVEN = 'CertificateValidationFailure';

/** Exchange Online's words where it validates by DANE. */
const DANE: readonly (readonly [RegExp, string])[] = [
  [/\bcertificate-expired:/i, 'CertificateExpired'],
  [/\bcertificate-host-mismatch:/i, 'SubjectMismatch'],
];

/**
 * The word for a failed handshake in a reply or in an error text: `UntrustedRoot` of
 * “454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied”.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/email-delivery/mail-flow-stops-event-2004
 */
export function handshakeWordIn(text: string): string | undefined {
  if (!PERHAPS_NAMED.test(text)) return undefined;
  const dane = DANE.find(([sign]) => sign.test(text));
  if (dane !== undefined) return dane[1];
  for (const pattern of NAMED) {
    const word = pattern.exec(text)?.[1];
    if (word !== undefined) return word;
  }
  return /\bcertificate validation fail(?:ure|ed)\b/i.test(text) ? NO_REASON_GIVEN : undefined;
}

/**
 * The same of an error text with its wrappers taken off. “Connection dropped due to …” names a socket's state and may mean any moment of the
 * session; only for SocketError does Microsoft name TLS as its usual reason.
 */
export function handshakeWordOf(error: ErrorText): string | undefined {
  const { cause, text } = error;
  if (cause !== undefined) return /\bdropped due to\b/i.test(text) && cause !== 'SocketError' ? undefined : cause;
  // Exchange Online gives the bare state of the connection: “[Message=ConnectionAborted …]”.
  const state = isWrittenByExchangeOnline(error) ? /^Connection(?:Aborted|Reset)\b/.exec(text)?.[0] : undefined;
  return state ?? handshakeWordIn(text);
}

/** Whether an error text was written by Exchange Online on its way to us: then its “remote server” is ours. */
export function isWrittenByExchangeOnline({ text, wrappers }: ErrorText): boolean {
  return [text, ...wrappers].some((part) => /\b(?:[45]\.4\.(?:101|31[5-8])|[45]\.7\.32[125])\b/.test(part));
}
