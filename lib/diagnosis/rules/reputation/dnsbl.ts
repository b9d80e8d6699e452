import { replyText } from '../../facts/reply.js';
import { replyRule, type Refusal } from '../../reply-rule.js';
import { powershellString } from '../../powershell.js';
import { namedConnector } from '../../words.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';
import { FIND_UNWANTED_MAIL } from './outbound-check.js';
import { refusedAddress } from './public-address.js';

const KNOWN_LISTS = /\b(spamhaus|spamcop|barracuda(?:central)?|sorbs|uceprotect|abusix|invaluement|mailspike|nixspam|proofpoint)\b/i;

/** The receiver refuses our public address because it stands on a block list, a public one or its own. */
export const dnsbl = replyRule({
  id: 'dnsbl',
  title: 'The receiver refuses our public address: it stands on a block list',
  severity: 'blocker',
  looksFor:
    'A refusal that names a block list (“blocked using zen.spamhaus.org”), a bad reputation of our address, or a receiver’s own list (5.7.513, 5.7.507).',
  direction: 'send',
  signs: [
    { code: 5, status: ['5.7.513', '5.7.507'] },
    {
      code: [4, 5],
      // Microsoft's own bans and limits (x.7.5xx to x.7.8xx) are lifted elsewhere and have rules of their own.
      status: /^(?![45]\.7\.[5-8]\d\d$)/,
      text: /\bblocked using\b|\b(?:block|black|deny) ?list(?:ed|ing)?\b|\b(?:dns|r)bl\b|\b(?:poor|bad|low|IP|sender) reputation\b|\bbarracuda(?:central| reputation)|\b(?:spamhaus|spamcop|sorbs|uceprotect|abusix|invaluement)\b/i,
    },
  ],

  keyFact: (refusal) => listName(refusal) ?? 'unnamed list',
  sentence: (refusal, scene) =>
    `The address ${refusedAddress(refusal) ?? 'that we send from'} stands on a block list (${listName(refusal) ?? 'not named'}), so ${refuser(scene)} refuses mail over ${namedConnector(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal) => [
    {
      id: 'spam-from-our-address',
      likelihood: 'possible',
      why: 'Something behind this public address sent spam. Settled by the list’s own page about the address, which says when and why.',
    },
    {
      id: 'range-that-should-not-send',
      likelihood: /\bpbl\b|\bzen\b|\bdynamic\b|\bresidential\b/i.test(refusal.text) ? 'likely' : 'possible',
      why: 'The address lies in a range of dial-up or residential lines, which lists name as a whole (Spamhaus PBL). Then only a smart host, or another address, helps.',
    },
    {
      id: 'receivers-own-list',
      likelihood: refusal.status === '5.7.513' || refusal.status === '5.7.507' ? 'certain' : 'possible',
      why: 'The receiver keeps the list itself: only its administrator can take us off.',
    },
    {
      id: 'receiver-asks-the-list-wrongly',
      likelihood: 'possible',
      why: 'A receiver that asks a list through a public resolver may be told that everybody is listed. Settled by the list’s own page: our address is not on it.',
    },
  ],

  remedy: (refusal) => [
    {
      do: 'See whether the list really names our address: ask for it with its numbers reversed, before the list’s name.',
      command: `Resolve-DnsName -Type A -Name ${powershellString(queryName(refusal))}`,
      verify: 'An answer means listed; “DNS name does not exist” means not listed (any more).',
    },
    FIND_UNWANTED_MAIL,
    {
      do: 'When the source is stopped, ask the list for removal on its own page.',
      caution: 'Asked for too early, the removal does not last, and the next one takes longer.',
      verify: 'The first step gives no answer any more, and the next message is answered with 250.',
    },
    { do: 'If the whole range is listed, send through the smart host of your provider, or over an address with a name of its own.' },
  ],

  references: [
    {
      title: 'Connection filtering on Edge Transport servers: IP Block List providers',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/connection-filtering',
    },
    { title: 'RFC 5782: DNS blacklists and whitelists', url: 'https://www.rfc-editor.org/rfc/rfc5782' },
  ],
});

/** `zen.spamhaus.org`, or the receiver that keeps a list of its own. */
function listName({ text }: Pick<Refusal, 'text'>): string | undefined {
  const host = /\b(?:using|by|in|at|on) ((?:[a-z0-9-]+\.)+[a-z]{2,})\b/i.exec(text)?.[1];
  return (host ?? KNOWN_LISTS.exec(text)?.[1])?.toLowerCase();
}

/** The name under which a list answers for an address: `7.113.0.203.zen.spamhaus.org`. */
function queryName(refusal: Pick<Refusal, 'text'>): string {
  const address = refusedAddress(refusal);
  const reversed = address?.includes('.') === true ? address.split('.').reverse().join('.') : '<our address reversed>';
  const list = listName(refusal);
  return `${reversed}.${list?.includes('.') === true ? list : '<list>'}`;
}
