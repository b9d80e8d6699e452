import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** A message that makes the transport service fail again and again is set aside, so that the others can pass. */
export const poisonMessage = replyRule({
  id: 'poison-message',
  title: 'A message is set aside as poison: it made the transport service fail',
  severity: 'per-message',
  looksFor: '“5.3.0 Too many related errors”.',
  direction: 'either',
  signs: [{ code: [4, 5], text: /\btoo many related errors\b/i }],

  sentence: (refusal, scene) =>
    `A message made the transport service of ${refuser(scene)} fail, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'malformed-message',
      likelihood: 'possible',
      why: 'The message is built in a way that the service stumbles over. Settled by the poison queue: one message alone.',
    },
    {
      id: 'transport-agent',
      likelihood: 'possible',
      why: 'A transport agent (signature, archive, virus scanner) fails. Settled if several messages are hit, often after an update: Get-TransportAgent and the application log.',
    },
  ],

  remedy: () => [
    {
      do: 'See what is in the poison queue of each server.',
      command: "Get-Queue | Where-Object Identity -like '*\\Poison' | Get-Message | Format-List Identity,FromAddress,Subject,Size",
    },
    {
      do: 'See which agents are at work, and what they wrote into the application log.',
      command: 'Get-TransportAgent | Format-Table Identity,Enabled,Priority',
    },
    {
      do: 'When the reason is mended, let the message try again.',
      command: "Resume-Message -Identity '<identity from the first step>'",
      caution: 'A message that still makes the service fail stops all mail of the server for a moment: one at a time, in a quiet hour.',
      verify: 'The message leaves the poison queue, and the application log shows no new crash of EdgeTransport.exe.',
    },
  ],

  references: [
    { title: 'Queues in Exchange Server: poison message queue', url: 'https://learn.microsoft.com/exchange/mail-flow/queues/queues' },
    NDR_OF_EXCHANGE_SERVER,
  ],
});
