import type { LogRecord } from '../../log/record.js';
import type { Command } from './conversation.js';
import type { Reply } from './reply.js';

/** How the handshake ended. */
export interface TlsResult {
  readonly outcome: 'succeeded' | 'failed';
  /** The Schannel status or socket error of a failed handshake, such as `UnknownCredentials`. */
  readonly error: string | undefined;
  /** `TLS 1.2`, of a handshake that succeeded. */
  readonly version: string | undefined;
  /** As logged: `CALG_AES_256`, with its bits. */
  readonly cipher: string | undefined;
  readonly cipherBits: number | undefined;
  readonly keyExchange: string | undefined;
  readonly keyExchangeBits: number | undefined;
  readonly record: LogRecord;
}

/** That TLS was asked for, and what came back. */
export interface StartTls {
  /** `X-ANONYMOUSTLS` is how Exchange servers encrypt among themselves, with self-signed certificates. */
  readonly verb: 'STARTTLS' | 'X-ANONYMOUSTLS';
  readonly record: LogRecord;
  readonly reply: Reply | undefined;
}

/** What Exchange concluded about the other side's certificate, on the receiving side. */
export interface TlsDomain {
  /** `None`, or rights such as `AcceptCloudServicesMail` that a hybrid peer gets. */
  readonly capabilities: string;
  readonly status: string;
  readonly domain: string | undefined;
  readonly record: LogRecord;
}

/** The last result counts: a session may end its first TLS layer and begin another. */
export function tlsResultIn(records: readonly LogRecord[]): TlsResult | undefined {
  for (let index = records.length - 1; index >= 0; index -= 1) {
    const record = records[index];
    const result = record && tlsResultOf(record);
    if (result !== undefined) return result;
  }
  return undefined;
}

const FAILED = /^TLS negotiation failed with error (\S+)/;
const NEGOTIATED = /^TLS protocol (\S+) negotiation succeeded\b/;
const CIPHER = /bulk encryption algorithm (\S+) with strength (\d+) bits/;
const KEY_EXCHANGE = /key exchange algorithm (\S+) with strength (\d+) bits/;

function tlsResultOf(record: LogRecord): TlsResult | undefined {
  if (record.event !== '*') return undefined;
  // Some builds write the information into the data column.
  const text = record.context === '' ? record.data : record.context;
  if (!text.startsWith('TLS ')) return undefined;
  const error = FAILED.exec(text)?.[1];
  const protocol = NEGOTIATED.exec(text)?.[1];
  return error === undefined && protocol === undefined ? undefined : new TlsResultInRow(error, protocol, text, record);
}

/** What the handshake agreed on is read when somebody asks for it: only the version counts in each session. */
class TlsResultInRow implements TlsResult {
  readonly outcome: TlsResult['outcome'];
  readonly version: string | undefined;
  readonly #text: string;

  constructor(
    readonly error: string | undefined,
    protocol: string | undefined,
    text: string,
    readonly record: LogRecord,
  ) {
    this.outcome = error === undefined ? 'succeeded' : 'failed';
    this.version = protocol === undefined ? undefined : versionOf(protocol);
    this.#text = text;
  }

  get cipher(): string | undefined {
    return CIPHER.exec(this.#text)?.[1];
  }

  get cipherBits(): number | undefined {
    return numberIn(CIPHER.exec(this.#text)?.[2]);
  }

  get keyExchange(): string | undefined {
    return KEY_EXCHANGE.exec(this.#text)?.[1];
  }

  get keyExchangeBits(): number | undefined {
    return numberIn(KEY_EXCHANGE.exec(this.#text)?.[2]);
  }
}

function numberIn(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** `SP_PROT_TLS1_2_CLIENT` is Schannel's name for TLS 1.2. */
function versionOf(protocol: string): string {
  const [, name, major, minor] = /^SP_PROT_(TLS|SSL)(\d)(?:_(\d))?_/.exec(protocol) ?? [];
  if (name === undefined || major === undefined) return protocol;
  return `${name} ${major}.${minor ?? '0'}`;
}

/** The last time that TLS was asked for. */
export function startTlsIn(commands: readonly Command[]): StartTls | undefined {
  const asked = commands.findLast(({ verb }) => verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS');
  return asked && { verb: asked.verb === 'STARTTLS' ? 'STARTTLS' : 'X-ANONYMOUSTLS', record: asked.record, reply: asked.reply };
}

const TLS_DOMAIN = /^TlsDomainCapabilities='([^']*)'; Status='([^']*)'(?:; Domain='([^']*)')?/;

/** `TlsDomainCapabilities='None'; Status='NoRemoteCertificate'`, as last logged. */
export function tlsDomainIn(records: readonly LogRecord[]): TlsDomain | undefined {
  const record = records.findLast(({ event, context }) => event === '*' && TLS_DOMAIN.test(context));
  const [, capabilities, status, domain] = TLS_DOMAIN.exec(record?.context ?? '') ?? [];
  if (record === undefined || capabilities === undefined || status === undefined) return undefined;
  return { capabilities, status, domain, record };
}

const CLIENT_CERTIFICATE_STATUS = /^Client certificate chain validation status: '([^']*)'/;

/** `Client certificate chain validation status: 'EmptyCertificate'`, as last logged; `undefined` where it was not. */
export function clientCertificateStatusIn(records: readonly LogRecord[]): string | undefined {
  const record = records.findLast(({ event, context }) => event === '*' && CLIENT_CERTIFICATE_STATUS.test(context));
  return CLIENT_CERTIFICATE_STATUS.exec(record?.context ?? '')?.[1];
}
