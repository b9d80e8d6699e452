import type { Rule } from '../../rule.js';
import { bannedIp57606 } from './banned-ip-5-7-606.js';
import { bannedSender57511 } from './banned-sender-5-7-511.js';
import { contentRejected } from './content-rejected.js';
import { dmarcFail57509 } from './dmarc-fail-5-7-509.js';
import { dnsbl } from './dnsbl.js';
import { exoBadHelo } from './exo-bad-helo.js';
import { exoTenantBlocked } from './exo-tenant-blocked.js';
import { noPtr } from './no-ptr.js';
import { remote5xxAtBanner } from './remote-5xx-at-banner.js';
import { spfFail } from './spf-fail.js';
import { unauthenticated5726 } from './unauthenticated-5-7-26.js';

/** The other side distrusts us: the address, the name, the domain, and last the message. The specific before the general. */
export const REPUTATION_RULES: readonly Rule[] = [
  exoTenantBlocked,
  bannedIp57606,
  bannedSender57511,
  exoBadHelo,
  dmarcFail57509,
  unauthenticated5726,
  spfFail,
  noPtr,
  dnsbl,
  contentRejected,
  remote5xxAtBanner,
];
