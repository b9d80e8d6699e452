import { powershellString } from '../../powershell.js';
import type { Refusal } from '../../reply-rule.js';

/**
 * The sender’s domain as a refusal names it: `sending domain [contoso.example] does not pass DMARC`, `from contoso.example is not accepted`.
 * Links, and the names of the refusing machines, stand elsewhere in the text and are passed over.
 */
export function refusedSenderDomain({ text }: Pick<Refusal, 'text'>): string | undefined {
  return /\b(?:sending domain|domain|email from|message from|policy for|for domain)\s+\[?((?:[a-z0-9-]+\.)+[a-z]{2,})\b/i
    .exec(text)?.[1]
    ?.toLowerCase();
}

/** The name of a record below the sender’s domain, as an argument of a command: `'_dmarc.contoso.example'`. */
export function senderRecordArgument(refusal: Pick<Refusal, 'text'>, prefix = ''): string {
  return powershellString(`${prefix}${refusedSenderDomain(refusal) ?? '<domain of the sender>'}`);
}
