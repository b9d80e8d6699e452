import type { SeenCertificate } from '../../lib/watch/seen-certificates.js';
import type { Watched } from '../../lib/watch/watch.js';
import { inventoryOf, THUMBPRINT, type Exports } from '../correlation/exports.js';

/** A tenant as watches see it: by server what its cmdlets show. */
export function tenant(
  servers: Readonly<Record<string, Exports>>,
  { now = '2019-05-28T16:00:00Z', collectedAt = {}, seen = [] }: TenantOptions = {},
): Watched {
  return {
    inventories: Object.entries(servers).map(([server, exports]) => ({
      server,
      inventory: inventoryOf(exports, { server, ...(collectedAt[server] !== undefined && { collectedAt: collectedAt[server] }) }),
    })),
    seen,
    now: Date.parse(now),
  };
}

interface TenantOptions {
  readonly now?: string;
  readonly collectedAt?: Readonly<Record<string, string>>;
  readonly seen?: readonly SeenCertificate[];
}

/** The seed's certificate in a session of this day. */
export function seenOn(lastSeen: string, changes: Partial<SeenCertificate> = {}): SeenCertificate {
  return {
    thumbprint: THUMBPRINT,
    server: 'EX01',
    connector: 'Outbound to Office 365',
    direction: 'send',
    lastSeen: Date.parse(lastSeen),
    subject: 'CN=*.domain.tld',
    issuer: undefined,
    notBefore: undefined,
    notAfter: Date.parse('2020-09-06T01:59:59Z'),
    names: [],
    ...changes,
  };
}
