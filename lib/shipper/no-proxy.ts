/**
 * Whether a host is reached without the proxy, by a list as `NO_PROXY` holds it: names, with all names below them; `*` for all; each with a port or
 * without.
 *
 * Nobody has standardised the variable; this is what curl, Go, Python and Node.js agree on. Address ranges are no part of it.
 *
 * @source https://about.gitlab.com/blog/we-need-to-talk-no-proxy/
 */
export function isReachedDirectly({ hostname, port, protocol }: URL, except: readonly string[]): boolean {
  const host = bare(hostname);
  const ownPort = port || (protocol === 'http:' ? '80' : '443');
  return except.some((entry) => {
    if (entry === '*') return true;
    // What has several colons and no brackets is an IPv6 address.
    const [, name = entry, onlyPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    if (onlyPort !== undefined && onlyPort !== ownPort) return false;
    const wanted = bare(name).replace(/^\*?\./, '');
    return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
  });
}

/** The entries of `NO_PROXY`. */
export function noProxyEntries(list: string): string[] {
  return list.split(/[\s,]+/).filter((entry) => entry !== '');
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
