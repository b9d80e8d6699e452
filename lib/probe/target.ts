import { isIP } from 'node:net';

/** Whom to call: a host or a domain, or an address. */
export interface ProbeTarget {
  /** Lower case, without a dot at the end. */
  readonly host: string;
  /** `undefined` when it was not said. */
  readonly port: number | undefined;
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);

/** Reads `mail.contoso.com`, `192.0.2.1:2525`, `[2001:db8::1]:25`; `undefined` when it is none of these. */
export function parseTarget(text: string): ProbeTarget | undefined {
  const bare = text.trim().toLowerCase();
  if (isIP(bare) !== 0) return { host: bare, port: undefined };
  const [, inBrackets, name, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(bare) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  if (inBrackets !== undefined) return isIP(inBrackets) === 0 ? undefined : { host: inBrackets, port };
  const host = name?.replace(/\.$/, '') ?? '';
  return isIP(host) !== 0 || isHostName(host) ? { host, port } : undefined;
}

/** A name that may be asked of DNS and said in EHLO: nothing in it can end a command or begin another. */
export function isHostName(text: string): boolean {
  // What ends in a number is an address that is none, such as 10.1.1.
  return HOST_NAME.test(text.toLowerCase()) && !/(?:^|\.)\d+$/.test(text);
}

/** An address that may stand in MAIL FROM or RCPT TO; empty is the null sender. */
export function isMailbox(text: string): boolean {
  return text === '' || (/^[^\s<>@"\\\p{Cc}]{1,64}@[^\s<>@"\\\p{Cc}]{1,253}$/u.test(text) && text.length <= 254);
}
