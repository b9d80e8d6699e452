/** One side of a connection. */
export interface Endpoint {
  /** IPv4 or IPv6 without brackets. */
  readonly address: string;
  readonly port: number | undefined;
  /** As logged: `104.47.5.36:25`, `[2a01:111::1]:25`. */
  readonly text: string;
}

/** No address is longer, and no name of a host. */
export const MAX_ENDPOINT_CHARACTERS = 255;

/** Reads `ip:port` or `[ipv6]:port`; `undefined` for an empty field. A text of another shape is the address as it stands. */
export function parseEndpoint(logged: string): Endpoint | undefined {
  if (logged === '') return undefined;
  const text = logged.slice(0, MAX_ENDPOINT_CHARACTERS);
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2];
  if (match === null || address === undefined) return { address: text, port: undefined, text };
  return { address, port: Number(match[3]), text };
}
