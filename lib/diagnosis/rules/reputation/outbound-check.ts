import type { RemedyDraft } from '../../rule.js';

/**
 * Before anybody asks to be taken off a list: what sends the mail that brought us there? Otherwise the address is listed again within hours.
 */
export const FIND_UNWANTED_MAIL: RemedyDraft = {
  do: 'See first who sends much through this server: a compromised account, a device, an open relay.',
  command:
    'Get-MessageTrackingLog -EventId SEND -Start (Get-Date).AddHours(-24) -ResultSize Unlimited | Group-Object Sender | Sort-Object Count -Descending | Select-Object -First 10 Count,Name',
  verify:
    'No sender stands out that should not. Other hosts behind the same public address may send too: ask the firewall’s log for port 25.',
};
