import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { ndrPage } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';
import { refusedAddress } from './public-address.js';
import { refusedSenderDomain, senderRecordArgument } from './sender-domain.js';

/** SPF of the sender’s domain does not allow the address that sends, or could not be asked. */
export const spfFail = replyRule({
  id: 'spf-fail',
  title: 'SPF of the sender’s domain does not allow the sending address, or could not be asked',
  severity: 'degraded',
  looksFor:
    'The statuses x.7.23 and x.7.24, “Sender Policy Framework violation”, or a refusal that says that SPF failed or could not be verified.',
  direction: 'either',
  signs: [
    { code: [4, 5], status: ['5.7.23', '4.7.23', '5.7.24', '4.7.24'] },
    {
      code: [4, 5],
      // There SPF is named beside DKIM: unauthenticated-5-7-26.
      status: /^(?![45]\.7\.26$)/,
      text: /\bSender Policy Framework\b|\bSPF\b.{0,40}\b(?:fail\w*|permerror|temperror|violation|unauthori[sz]ed|not (?:allowed|permitted|authori[sz]ed|pass))|\b(?:fail\w*|verify)\b.{0,20}\bSPF\b|\bnot (?:allowed|permitted|authori[sz]ed)\b.{0,60}\bSPF\b/i,
    },
  ],

  keyFact: (refusal) => refusedSenderDomain(refusal) ?? [refusal.code, refusal.status].filter((part) => part !== undefined).join(' '),
  sentence: (refusal, scene) =>
    `SPF does not vouch for mail over ${namedConnector(scene)} at ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal, { direction }) => {
    const notAsked = refusal.code < 500 || /\btemperror\b|\bpermerror\b|\bunable to verify\b/i.test(refusal.text);
    return [
      {
        id: 'address-not-in-spf',
        likelihood: notAsked ? 'possible' : 'likely',
        why: `The public address ${refusedAddress(refusal) ?? 'that sends'} is not in the SPF record of the sender’s domain. Settled by comparing the record with the address that Exchange Online greets us with (“Hello [address]”).`,
      },
      {
        id: 'record-can-not-be-evaluated',
        likelihood: notAsked ? 'likely' : 'unlikely',
        why: notAsked
          ? 'The receiver could not evaluate the record: its DNS did not answer, or the record needs more than ten look-ups. If one receiver alone says so, it is on that side.'
          : 'The receiver did evaluate the record.',
      },
      {
        id: 'forwarded-mail',
        likelihood: 'possible',
        why: 'The message came from outside and was forwarded with its first envelope sender. Settled by the sender: it is no domain of ours.',
      },
      ...(direction === 'receive'
        ? [{ id: 'forged-sender', likelihood: 'likely' as const, why: 'A stranger uses the domain: then the refusal is right.' }]
        : []),
    ];
  },

  remedy: (refusal) => [
    {
      do: 'Read the SPF record of the sender’s domain: there must be one alone, and it must name the address that sends.',
      command: `Resolve-DnsName -Type TXT -Name ${senderRecordArgument(refusal)} | Where-Object { $_.Strings -like 'v=spf1*' }`,
    },
    {
      do: `Add ${refusedAddress(refusal) ?? 'the public address'} to the record (ip4: or ip6:), and remove what is not used any more.`,
      caution: 'More than ten look-ups (include, a, mx, redirect) make the whole record fail.',
      verify: 'When DNS shows the new record, the next message to this receiver is answered with 250.',
      undo: 'Put the old record back.',
    },
    { do: 'If the record is right and one receiver alone defers, tell its administrator: the mail waits and is tried again.' },
  ],

  references: [
    ndrPage('Fix NDR error 5.7.23 in Exchange Online', 'fix-error-code-5-7-23-in-exchange-online'),
    {
      title: 'Set up SPF to identify valid email sources',
      url: 'https://learn.microsoft.com/defender-office-365/email-authentication-spf-configure',
    },
    { title: 'RFC 7208: Sender Policy Framework', url: 'https://www.rfc-editor.org/rfc/rfc7208' },
  ],
});
