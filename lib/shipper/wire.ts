import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent, type AgentOptions } from 'node:https';
import * as tls from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { isReachedDirectly } from './no-proxy.js';
import { NO_LIMITS, type Pace } from './pace.js';

export interface WireOptions {
  /** `http://proxy.contoso.com:8080`, with `user:password@` where the proxy asks for it; `undefined` goes directly. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached without the proxy, as in `NO_PROXY`. */
  readonly noProxy?: readonly string[] | undefined;
  /** Certificates in PEM of authorities that are trusted beside the public ones and the machine's own. */
  readonly authorities?: readonly string[] | undefined;
  readonly pace?: Pace | undefined;
}

/** The agent of a request, and what else its connection needs. */
export interface Connecting {
  readonly agent: PlainAgent;
  readonly secureContext?: tls.SecureContext;
  readonly minVersion?: tls.SecureVersion;
}

/** An address to which nothing of ours may be sent. */
export class InsecureAddress extends Error {
  override readonly name = 'InsecureAddress';

  constructor({ host }: URL) {
    super(`${host} would be spoken to without encryption; that is for this machine itself alone`);
  }
}

/**
 * The way from this machine to Mailflow: by TLS 1.2 or newer, directly or through a proxy's CONNECT, no faster than the pace allows. It only ever
 * calls out.
 */
export class Wire {
  readonly pace: Pace;
  readonly #options: WireOptions;
  readonly #plain = new PlainAgent({ keepAlive: true });
  #secure: { readonly context: tls.SecureContext; readonly direct: SecureAgent; readonly proxied: PlainAgent | undefined } | undefined;

  constructor(options: WireOptions = {}) {
    this.#options = options;
    this.pace = options.pace ?? NO_LIMITS;
  }

  /** @throws InsecureAddress when the address has no encryption and is not this machine. */
  to(url: URL): Connecting {
    if (isEncrypted(url)) {
      const { context, direct, proxied } = (this.#secure ??= this.#secured());
      const agent = proxied !== undefined && !isLoopback(url) && !isReachedDirectly(url, this.#options.noProxy ?? []) ? proxied : direct;
      return { agent, secureContext: context, minVersion: MIN_TLS };
    }
    if (!isLoopback(url)) throw new InsecureAddress(url);
    return { agent: this.#plain };
  }

  /** Made when it is first needed: to read the machine's authorities takes a while. */
  #secured() {
    const { proxy, authorities = [] } = this.#options;
    const context = tls.createSecureContext({
      minVersion: MIN_TLS,
      ...(!(TRUSTS_MACHINE && authorities.length === 0) && {
        // Most of the machine's own are public ones, with a line end more, and some Linux systems list each twice.
        ca: [...new Set([...tls.rootCertificates, ...machinesAuthorities(), ...authorities].map((pem) => pem.trim()))],
      }),
    });
    const options: AgentOptions = { keepAlive: true };
    return { context, direct: new SecureAgent(options), proxied: proxy === undefined ? undefined : new HttpsProxyAgent(proxy, options) };
  }
}

/**
 * Node.js was told to trust what the machine trusts, as it is in the packaged executable. Left to itself it reads those authorities without making texts of
 * them, which would take 4 MB.
 */
const TRUSTS_MACHINE = process.execArgv.includes('--use-system-ca');

/** Also where NODE_OPTIONS or a policy of the machine would allow less. */
const MIN_TLS = 'TLSv1.2';

/** Whether nothing of ours could be read on the way to this address. */
export function isSafeAddress(url: URL): boolean {
  return isEncrypted(url) || (url.protocol === 'http:' && isLoopback(url));
}

function isEncrypted({ protocol }: URL): boolean {
  return protocol === 'https:';
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * What this machine trusts, where Node.js can tell (22.15 and newer): firewalls that open TLS have their authority there, and in no file that one
 * could name.
 */
function machinesAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'system') => readonly string[] };
  return getCACertificates?.('system') ?? [];
}
