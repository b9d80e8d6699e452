import type { RuleExamples } from '../../examples.js';
import { examples as bannedIp57606 } from './banned-ip-5-7-606.examples.js';
import { examples as bannedSender57511 } from './banned-sender-5-7-511.examples.js';
import { examples as contentRejected } from './content-rejected.examples.js';
import { examples as dmarcFail57509 } from './dmarc-fail-5-7-509.examples.js';
import { examples as dnsbl } from './dnsbl.examples.js';
import { examples as exoBadHelo } from './exo-bad-helo.examples.js';
import { examples as exoTenantBlocked } from './exo-tenant-blocked.examples.js';
import { examples as noPtr } from './no-ptr.examples.js';
import { examples as remote5xxAtBanner } from './remote-5xx-at-banner.examples.js';
import { examples as spfFail } from './spf-fail.examples.js';
import { examples as unauthenticated5726 } from './unauthenticated-5-7-26.examples.js';

/** What stands beside the rules of this folder. */
export const REPUTATION_EXAMPLES: readonly RuleExamples[] = [
  bannedIp57606,
  bannedSender57511,
  contentRejected,
  dmarcFail57509,
  dnsbl,
  exoBadHelo,
  exoTenantBlocked,
  noPtr,
  remote5xxAtBanner,
  spfFail,
  unauthenticated5726,
];
