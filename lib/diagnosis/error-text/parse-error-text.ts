import { isIP } from 'node:net';
import { parseEndpoint, type Endpoint } from '../facts/endpoint.js';
import type { ErrorText } from './error-text.js';
import { lastErrorFields } from './last-error-fields.js';
import { unwrap } from './unwrap.js';

/** Longer texts than any queue shows; what is behind it can't be the error. */
const MAX_CHARACTERS = 16_000;

/**
 * Reads the error text of a queue (`Get-Queue`'s LastError in all its forms), of a non-delivery report, of a message trace or of a single reply.
 * Lines that a console wrapped are joined. Never throws: a text that says nothing is its own innermost text.
 */
export function parseErrorText(input: string): ErrorText {
  const whole = input.slice(0, MAX_CHARACTERS).replace(/\s+/g, ' ').trim();
  const fields = lastErrorFields(whole);
  const { text, wrappers } = unwrap(fields.error ?? whole);
  const [, code, status] = /^(\d{3})(?:[ -]+#?(\d\.\d{1,3}\.\d{1,3})\b)?/.exec(text) ?? [];
  const winsock = /\b(?:Winsock error code:? |Socket error code |TimedOut:0*|ConnectionRefused:0*)([0-9A-F]+)/i.exec(whole)?.[1];
  const cause = /\b(?:Security status|dropped due to|negotiation failed with error) (\w+)/i.exec(text)?.[1];
  const endpoint = endpointIn(whole) ?? addressOf(fields.address ?? '');
  const host = fields.host ?? /\bLastAttemptedServerName=([^\]\s;]+)/.exec(whole)?.[1];
  return {
    text,
    code: code === undefined ? undefined : Number(code),
    status,
    winsock: winsock === undefined ? IMPLIED_WINSOCK[status?.slice(1) ?? ''] : winsockCode(winsock),
    cause,
    wrappers,
    host,
    endpoint,
    lastRetry: fields.lastRetry,
    scene: { direction: undefined, connector: undefined, remote: endpoint, endedAt: undefined },
  };
}

/** Exchange Online's 4.4.315 and 5.4.315 say “timed out”, x.4.316 “refused”, often without the number. */
const IMPLIED_WINSOCK: Readonly<Record<string, number>> = { '.4.315': 10060, '.4.316': 10061 };

/** Connectivity logs write the code in hexadecimal: 274C is 10060. */
function winsockCode(text: string): number {
  return /^\d{3,5}$/.test(text) ? Number(text) : parseInt(text, 16);
}

function endpointIn(text: string): Endpoint | undefined {
  const named = /\b(?:last endpoint attempted was|LastAttemptedIP=)\s*(\[[0-9A-Fa-f:]+\](?::\d+)?|[0-9A-Fa-f:.]+)/
    .exec(text)?.[1]
    ?.replace(/[.:]$/, '');
  if (named === undefined) return undefined;
  // “2a01:111::1:25”: an IPv6 address without brackets, its port behind the last colon.
  const bare = /^([0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f]*):(25|465|475|587|717|2525)$/.exec(named);
  return addressOf(bare === null ? named : `[${bare[1] ?? ''}]:${bare[2] ?? ''}`);
}

/** An endpoint with an address that is one: published texts mask theirs. */
function addressOf(text: string): Endpoint | undefined {
  const endpoint = parseEndpoint(text);
  return endpoint !== undefined && isIP(endpoint.address) !== 0 ? endpoint : undefined;
}
