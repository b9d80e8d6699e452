/** Node's word for a failure of the network, such as `ECONNREFUSED`. Its shape decides, not its class: Node's own errors may come from another realm. */
export function networkErrorCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : String(error);
}

/**
 * The numbers under which Windows, and so Exchange's log, knows these failures.
 *
 * @source https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2
 */
const WINSOCK: Readonly<Record<string, number>> = {
  EACCES: 10013,
  EPERM: 10013,
  EMFILE: 10024,
  EADDRNOTAVAIL: 10049,
  ENETDOWN: 10050,
  ENETUNREACH: 10051,
  ECONNABORTED: 10053,
  ECONNRESET: 10054,
  ENOBUFS: 10055,
  ETIMEDOUT: 10060,
  ECONNREFUSED: 10061,
  EHOSTDOWN: 10064,
  EHOSTUNREACH: 10065,
};

/** WSASYSCALLFAILURE: a call failed that should not have, and Windows has no better word either. */
const OTHER = 10107;

export function winsockCode(code: string): number {
  return WINSOCK[code] ?? OTHER;
}

/**
 * Schannel's word for a failed handshake, by which Exchange logs it and the rules know it. The other side's alerts are Microsoft's own table; what
 * OpenSSL refuses by itself is put to the word that Schannel has for the same refusal.
 *
 * @source https://learn.microsoft.com/windows/win32/secauthn/schannel-error-codes-for-tls-and-ssl-alerts
 */
const HANDSHAKE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/ALERT_(?:CERTIFICATE_EXPIRED)$/, 'CertExpired'],
  [/ALERT_UNKNOWN_CA$/, 'UntrustedRoot'],
  [/ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_REQUIRED)$/, 'CertUnknown'],
  [/ALERT_PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL$|NO_PROTOCOLS_AVAILABLE$/, 'UnsupportedFunction'],
  [/ALERT_INSUFFICIENT_SECURITY$|NO_SHARED_CIPHER$|NO_CIPHERS_AVAILABLE$|DH_KEY_TOO_SMALL$|EE_KEY_TOO_SMALL$/, 'AlgorithmMismatch'],
  [/ALERT_INTERNAL_ERROR$/, 'InternalError'],
  [/ALERT_|UNEXPECTED_MESSAGE$/, 'IllegalMessage'],
  [/WRONG_VERSION_NUMBER$|PACKET_LENGTH_TOO_LONG$|RECORD_LAYER_FAILURE$|HTTP_REQUEST$|LENGTH_MISMATCH$/, 'InvalidToken'],
  [/^ECONNRESET$/, 'ConnectionReset'],
  [/^ECONNABORTED$|^EPIPE$/, 'ConnectionAborted'],
  [/^ETIMEDOUT$/, 'TimedOut'],
];

export function handshakeWord(code: string): string {
  return HANDSHAKE_WORDS.find(([sign]) => sign.test(code))?.[1] ?? 'SocketError';
}
