import type { Rule } from '../../rule.js';
import { addressBlockReceive } from './address-block-receive.js';
import { badSyntax } from './bad-syntax.js';
import { bannedRecipient } from './banned-recipient-5-7-505.js';
import { bareLinefeed } from './bare-linefeed.js';
import { invalidAddress517 } from './invalid-address-5-1-7.js';
import { loop546 } from './loop-5-4-6.js';
import { loopOwnFqdn } from './loop-own-fqdn.js';
import { mailboxFull522 } from './mailbox-full-5-2-2.js';
import { poisonMessage } from './poison-message.js';
import { recipientAccessDenied541 } from './recipient-access-denied-5-4-1.js';
import { recipientAddressInvalid } from './recipient-address-invalid.js';
import { recipientNotFound5110 } from './recipient-not-found-5-1-10.js';
import { recipientThrottled } from './recipient-throttled.js';
import { recipientUnknown511 } from './recipient-unknown-5-1-1.js';
import { restrictedRecipient571 } from './restricted-recipient-5-7-1.js';
import { senderBad518 } from './sender-bad-5-1-8.js';
import { size534 } from './size-5-3-4.js';
import { tenantBlockList } from './tenant-block-list-5-7-703.js';
import { tooManyRecipients } from './too-many-recipients.js';
import { transportRuleReject } from './transport-rule-reject.js';

/** The recipient, the sender or the message itself is refused. The specific before the general. */
export const RECIPIENTS_RULES: readonly Rule[] = [
  loop546,
  loopOwnFqdn,
  transportRuleReject,
  tenantBlockList,
  restrictedRecipient571,
  bannedRecipient,
  recipientAccessDenied541,
  recipientNotFound5110,
  recipientUnknown511,
  recipientAddressInvalid,
  recipientThrottled,
  senderBad518,
  invalidAddress517,
  size534,
  mailboxFull522,
  tooManyRecipients,
  bareLinefeed,
  poisonMessage,
  addressBlockReceive,
  badSyntax,
];
