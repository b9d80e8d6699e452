import { replyText, type Reply } from '../../facts/reply.js';
import { powershellString } from '../../powershell.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule } from '../../rule.js';
import { connectorArgument } from '../../words.js';
import { NDR_OF_EXCHANGE_SERVER, ndrPage } from './ndr-pages.js';
import { domainOf, fateOf, refuser } from './refusal-words.js';
import { refusedMessage } from './refused-message.js';

interface Loop {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** The domain of the message's recipients, where they have but one. */
  readonly domain: string | undefined;
}

const SIGNS: readonly ReplySign[] = [
  { code: 5, status: ['5.4.6', '5.4.14'] },
  { code: 5, text: /\bhop count exceeded\b|\bpossible mail loop\b|\brouting loop\b|\btoo many hops\b|\bloops back to myself\b/i },
];

/** A message has passed more servers than any message should: two systems hand it to each other. */
export const loop546 = rule<Loop>({
  id: 'loop-5-4-6',
  title: 'Mail goes round in circles',
  severity: 'blocker',
  looksFor: '“554 5.4.6 Hop count exceeded - possible mail loop”, 5.4.14 of Exchange Online, or “too many hops” of other systems.',

  needs: ({ refused }) => refused,
  match(session) {
    const found = refusedMessage(session, SIGNS);
    if (found === undefined) return undefined;
    const domains = new Set(found.message?.recipients.map(({ address }) => domainOf(address)));
    const [domain] = domains;
    return { evidence: found.evidence, details: { reply: found.reply, domain: domains.size === 1 ? domain : undefined } };
  },
  explain({ code, status, text }) {
    if (code === undefined || !SIGNS.some((sign) => shows(sign, { code, status, text }))) return undefined;
    return { reply: { code, status, text: text.replace(/^\d{3}[ -]+#?(?:\d\.\d+\.\d+\s+)?/, '') }, domain: undefined };
  },
  keyFact: ({ domain, reply }) => domain ?? [reply.code, reply.status].filter((part) => part !== undefined).join(' '),
  sentence: ({ reply, domain }, scene) =>
    `A message${domain === undefined ? '' : ` for ${domain}`} was handed round too often and is stopped by ${refuser(scene)}; ${fateOf(reply, scene)}: ${replyText(reply)}`,

  causes: () => [
    {
      id: 'both-sides-internal-relay',
      likelihood: 'possible',
      why: 'The domain is InternalRelay on both sides, so each passes what it does not know to the other. Settled by Get-AcceptedDomain on both sides.',
    },
    {
      id: 'recipient-object-points-back',
      likelihood: 'possible',
      why: 'The recipient’s object forwards to the other side (targetAddress, ExternalEmailAddress), and the object there forwards back. Settled by Get-Recipient on both sides.',
    },
    {
      id: 'mx-or-smart-host-points-back',
      likelihood: 'possible',
      why: 'The MX record or the smart host leads back to a server that the message has passed, as with centralized mail transport and the MX on-premises. Settled by the Received lines in the non-delivery report.',
    },
    {
      id: 'forwarding-rules',
      likelihood: 'possible',
      why: 'Two mailboxes forward to each other. Settled by their inbox rules and forwarding addresses; then only these two are affected.',
    },
  ],

  remedy: ({ domain }, scene) => [
    {
      do: 'Read the Received lines of the non-delivery report from the bottom up: the same two servers take turns, and those are the two to look at.',
    },
    {
      do: 'On both sides, see how the domain is accepted.',
      command: `Get-AcceptedDomain | Where-Object DomainName -eq ${domain === undefined ? "'<domain>'" : powershellString(domain)} | Format-List DomainName,DomainType`,
    },
    {
      do: 'See where the connector sends to.',
      command:
        scene.direction === 'send'
          ? `Get-SendConnector ${connectorArgument(scene)} | Format-List AddressSpaces,SmartHosts,DNSRoutingEnabled`
          : 'Get-SendConnector | Format-List Name,AddressSpaces,SmartHosts,DNSRoutingEnabled',
    },
    {
      do: 'On the side that holds all recipients of the domain, accept it as Authoritative: there unknown addresses end with a non-delivery report instead of going back.',
      command: `Set-AcceptedDomain -Identity ${domain === undefined ? "'<domain>'" : powershellString(domain)} -DomainType Authoritative`,
      caution: 'Only where that side really knows all recipients: others are refused from then on.',
      verify: 'A message to a recipient of the domain arrives, and one to an unknown address comes back with 5.1.10.',
      undo: 'The same command with -DomainType InternalRelay.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 5.4.6 through 5.4.20 in Exchange Online', 'fix-error-code-5-4-6-through-5-4-20-in-exchange-online'),
    {
      title: 'Accepted domains in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/accepted-domains/accepted-domains',
    },
    NDR_OF_EXCHANGE_SERVER,
  ],
});
