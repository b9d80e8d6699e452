import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** The message has lines that end with LF alone. Only BDAT carries such a message, and not every server takes it. */
export const bareLinefeed = replyRule({
  id: 'bare-linefeed',
  title: 'The message has bare line feeds, which the receiving server does not take',
  severity: 'per-message',
  looksFor: 'The status 5.6.11, or a refusal that speaks of “bare line feeds”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.6.11' },
    { code: [4, 5], text: /\bbare (?:line ?feeds?|LF|CR|newline)\b|\bBareLinefeedsAreIllegal\b/i },
  ],

  sentence: (refusal, scene) =>
    `A message has lines that end wrongly and is refused by ${refuser(scene)}; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'application-writes-bare-linefeeds',
      likelihood: 'likely',
      why: 'The program that made the message ends lines with LF instead of CR LF. Settled by sending the same text from Outlook: then it passes.',
    },
    {
      id: 'no-bdat-on-the-way',
      likelihood: 'possible',
      why: 'The receiving server, or a firewall before it, does not offer CHUNKING (BDAT), the only way for such a message. Settled by its answer to EHLO in the log.',
    },
  ],

  remedy: () => [
    {
      do: 'See whether the answer to EHLO offers CHUNKING, and which program made the message (its headers name it).',
      command: "Get-MessageTrackingLog -MessageId '<message id>' | Format-List Timestamp,EventId,Source,Sender,ClientHostname",
    },
    {
      do: 'Have the program end its lines with CR LF.',
      verify: 'The next message of that program is answered with 250 after BDAT or DATA.',
    },
    {
      do: 'If CHUNKING is missing although the receiving server should offer it, exempt SMTP from inspection on the firewall.',
      verify: 'The answer to EHLO names CHUNKING.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 550 5.6.11 in Exchange Online', 'fix-error-code-550-5-6-11-in-exchange-online'),
    { title: 'RFC 3030: CHUNKING and BINARYMIME', url: 'https://www.rfc-editor.org/rfc/rfc3030' },
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
