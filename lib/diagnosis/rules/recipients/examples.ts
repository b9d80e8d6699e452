import type { RuleExamples } from '../../examples.js';
import { examples as addressBlockReceive } from './address-block-receive.examples.js';
import { examples as badSyntax } from './bad-syntax.examples.js';
import { examples as bannedRecipient57505 } from './banned-recipient-5-7-505.examples.js';
import { examples as bareLinefeed } from './bare-linefeed.examples.js';
import { examples as invalidAddress517 } from './invalid-address-5-1-7.examples.js';
import { examples as loop546 } from './loop-5-4-6.examples.js';
import { examples as loopOwnFqdn } from './loop-own-fqdn.examples.js';
import { examples as mailboxFull522 } from './mailbox-full-5-2-2.examples.js';
import { examples as poisonMessage } from './poison-message.examples.js';
import { examples as recipientAccessDenied541 } from './recipient-access-denied-5-4-1.examples.js';
import { examples as recipientAddressInvalid } from './recipient-address-invalid.examples.js';
import { examples as recipientNotFound5110 } from './recipient-not-found-5-1-10.examples.js';
import { examples as recipientThrottled } from './recipient-throttled.examples.js';
import { examples as recipientUnknown511 } from './recipient-unknown-5-1-1.examples.js';
import { examples as restrictedRecipient571 } from './restricted-recipient-5-7-1.examples.js';
import { examples as senderBad518 } from './sender-bad-5-1-8.examples.js';
import { examples as size534 } from './size-5-3-4.examples.js';
import { examples as tenantBlockList57703 } from './tenant-block-list-5-7-703.examples.js';
import { examples as tooManyRecipients } from './too-many-recipients.examples.js';
import { examples as transportRuleReject } from './transport-rule-reject.examples.js';

/** What stands beside the rules of this folder. */
export const RECIPIENTS_EXAMPLES: readonly RuleExamples[] = [
  addressBlockReceive,
  badSyntax,
  bannedRecipient57505,
  bareLinefeed,
  invalidAddress517,
  loop546,
  loopOwnFqdn,
  mailboxFull522,
  poisonMessage,
  recipientAccessDenied541,
  recipientAddressInvalid,
  recipientNotFound5110,
  recipientThrottled,
  recipientUnknown511,
  restrictedRecipient571,
  senderBad518,
  size534,
  tenantBlockList57703,
  tooManyRecipients,
  transportRuleReject,
];
