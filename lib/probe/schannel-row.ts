import type { TLSSocket } from 'node:tls';
import type { ProbedTls } from '../inventory/probe-result.js';

/** What stands in Exchange's log of a handshake that stood, with OpenSSL's facts in Schannel's words. */
export function schannelRow({ protocol, cipher }: ProbedTls, socket: TLSSocket): string {
  const [, bulk, bits] = /(AES|CHACHA20|3DES|RC4|CAMELLIA|ARIA)_?(\d{3})?/.exec(cipher) ?? [];
  const hash = /SHA\d*|MD5/.exec(cipher)?.[0] ?? 'SHA';
  const exchange = socket.getEphemeralKeyInfo();
  // RSA key exchange leaves nothing behind to ask for; TLS 1.3 always has an ephemeral key.
  const [algorithm, size] =
    exchange !== null && 'size' in exchange
      ? [exchange.type === 'DH' ? 'CALG_DH_EPHEM' : 'CALG_ECDH_EPHEM', exchange.size]
      : ['CALG_RSA_KEYX', 0];
  const strength = bits ?? (bulk === 'CHACHA20' ? '256' : bulk === '3DES' ? '168' : '128');
  const name = bulk === 'AES' || bulk === undefined ? `CALG_AES_${strength}` : `CALG_${bulk}`;
  return (
    `TLS protocol ${schannelProtocol(protocol)} negotiation succeeded using bulk encryption algorithm ${name} with strength ${strength} bits, ` +
    `MAC hash algorithm CALG_${hash.replace(/^SHA(?=\d)/, 'SHA_')} with strength 0 bits and key exchange algorithm ${algorithm} with strength ${size} bits`
  );
}

/** `TLSv1.2` is `SP_PROT_TLS1_2_CLIENT`. */
function schannelProtocol(protocol: string): string {
  const [, major = '1', minor = '0'] = /^TLSv(\d)(?:\.(\d))?$/.exec(protocol) ?? [];
  return `SP_PROT_TLS${major}_${minor}_CLIENT`;
}
