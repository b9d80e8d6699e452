import { replyText } from '../../facts/reply.js';
import { speaksIpv6 } from '../../facts/peer.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';

/** The recipient's domain takes no mail over IPv6, and we came by it. */
export const ipv6NotAccepted = replyRule({
  id: 'ipv6-not-accepted-5-7-510',
  title: 'The recipient’s domain takes no mail over IPv6',
  severity: 'degraded',
  looksFor: 'The reply “550 5.7.510 Access denied, … does not accept email over IPv6”; older texts have 5.2.1.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.510' },
    { code: [4, 5], text: /\bdoes not accept e?-?mail over IPv6\b/i },
  ],

  keyFact: ({ text }) => domainIn(text) ?? '5.7.510',
  sentence: (refusal, scene) =>
    `${domainIn(refusal.text) ?? 'The recipient’s domain'} takes no mail over IPv6, so ${refuser(scene)} refuses that of ${namedConnector(scene)}; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (_refusal, { remote }) => [
    {
      id: 'sent-over-ipv6',
      likelihood: speaksIpv6(remote) ? 'certain' : 'likely',
      why: speaksIpv6(remote)
        ? `The session went to ${remote?.text ?? 'an IPv6 address'}.`
        : 'The mail came to the recipient’s server over IPv6, from this server or from one after it. Settled by the remote address in the log of the last hop.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See by which addresses the connector sends, and whether the server has an IPv6 address that leads to the internet.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List AddressSpaces,SmartHosts,SourceIPAddress; Get-NetIPAddress -AddressFamily IPv6 | Where-Object PrefixOrigin -ne 'WellKnown'`,
    },
    {
      do: 'Send from an IPv4 address, and with it over IPv4.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SourceIPAddress '<IPv4 address of the server>'`,
      caution:
        'All mail of this connector then leaves by that address. Do not unbind IPv6 from an Exchange server: that is not supported. Nothing changes for a connector that sends by way of the Front End.',
      verify: 'The next session on this connector goes to an IPv4 address and is answered with 250 after RCPT TO.',
      undo: 'The same command with the old value (0.0.0.0 lets Windows choose).',
    },
    {
      do: 'If the domain is yours: in Exchange Online PowerShell, see whether IPv6 is switched on for it.',
      command: "Get-IPv6StatusForAcceptedDomain -Domain '<domain>'",
    },
  ],

  references: [
    NDR_OF_EXCHANGE_ONLINE,
    {
      title: 'Support for anonymous inbound email over IPv6 in Exchange Online',
      url: 'https://learn.microsoft.com/defender-office-365/mail-flow-inbound-ipv6-support-about',
    },
    { title: 'Set-SendConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
  ],
});

/** `Access denied, [fabrikam.example] does not accept email over IPv6` */
function domainIn(text: string): string | undefined {
  return /([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\]?\s+does not accept\b/.exec(text)?.[1]?.toLowerCase();
}
