import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { PROBE_LIMITS, type ProbedCertificate, type ProbedTls } from '../inventory/probe-result.js';
import { probedCertificate } from './probed-certificate.js';
import { networkErrorCode } from './network-error.js';

/** A certificate of ours, for a side that asks for one; PEM or PKCS #12. */
export type ClientCertificate =
  { readonly certificate: string; readonly key: string } | { readonly pfx: Buffer; readonly passphrase: string | undefined };

export interface HandshakeOptions {
  /** The machine that is called; its name goes into the handshake. */
  readonly host: string;
  /** The name that the certificate must carry; without it the machine's own. */
  readonly expectedName: string | undefined;
  readonly client: ClientCertificate | undefined;
  /** Certificates (PEM) to trust beside the roots that Node brings. */
  readonly trusted: readonly string[];
  readonly timeoutMilliseconds: number;
}

export type Handshake = {
  /** The certificate of ours that was at hand for it. */
  readonly ours: ProbedCertificate | undefined;
} & ({ readonly kind: 'stands'; readonly socket: TLSSocket; readonly tls: ProbedTls } | { readonly kind: 'failed'; readonly code: string });

/**
 * Begins TLS on a socket and looks at what the other side shows. Nothing is refused here, neither an old version nor a bad certificate: how much of
 * it a connector would take is judged afterwards.
 */
export async function shakeHands(plain: Socket, options: HandshakeOptions): Promise<Handshake> {
  const { host, client, trusted, timeoutMilliseconds } = options;
  return new Promise((resolve) => {
    const socket = connect({
      socket: plain,
      // RFC 6066: a name, never an address.
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      // The name is judged apart from the chain: a connector may ask for the one without the other.
      checkServerIdentity: () => undefined,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ca: [...rootCertificates, ...trusted],
      ...(client !== undefined && ('pfx' in client ? pfxOf(client) : { cert: client.certificate, key: client.key })),
    });
    const own = socket.getX509Certificate();
    const ours = client === undefined || own === undefined ? undefined : probedCertificate(own);
    const timer = setTimeout(() => {
      fail('ETIMEDOUT');
    }, timeoutMilliseconds);
    const fail = (code: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ kind: 'failed', code, ours });
    };
    // The error may come again while the socket is torn down.
    socket.on('error', (error) => {
      fail(networkErrorCode(error));
    });
    socket.once('close', () => {
      fail('ECONNRESET');
    });
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('close').removeAllListeners('error');
      resolve({ kind: 'stands', socket, tls: probedTls(socket, options), ours });
    });
  });
}

function pfxOf({ pfx, passphrase }: Extract<ClientCertificate, { pfx: Buffer }>): { pfx: Buffer; passphrase?: string } {
  return passphrase === undefined ? { pfx } : { pfx, passphrase };
}

function probedTls(socket: TLSSocket, { host, expectedName }: HandshakeOptions): ProbedTls {
  const shown = socket.getPeerCertificate(true);
  const chain = chainOf(shown);
  const name = expectedName ?? (isIP(host) === 0 ? host : undefined);
  const { authorizationError } = socket;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    chain,
    // Node gives the code, although its types speak of an error.
    distrust: chain.length === 0 ? 'NO_CERTIFICATE' : socket.authorized ? null : String(authorizationError),
    expectedName: name ?? null,
    nameMatches: name === undefined || chain.length === 0 ? null : checkServerIdentity(name, shown) === undefined,
  };
}

/** From the other side's own certificate upward; the last one issued itself. Without any, Node gives an empty object, whatever its types say. */
function chainOf(shown: Partial<DetailedPeerCertificate>): ProbedCertificate[] {
  const chain: ProbedCertificate[] = [];
  const seen = new Set<string>();
  for (let next: Partial<DetailedPeerCertificate> | undefined = shown; chain.length < PROBE_LIMITS.chain; next = next.issuerCertificate) {
    const { raw, fingerprint256 }: Partial<DetailedPeerCertificate> = next ?? {};
    if (next === undefined || raw === undefined || fingerprint256 === undefined || seen.has(fingerprint256)) break;
    seen.add(fingerprint256);
    chain.push(probedCertificate(new X509Certificate(raw)));
  }
  return chain;
}
