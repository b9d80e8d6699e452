import { slowMailIn, type SlowMail } from '../../facts/slow-mail.js';
import { peerKind } from '../../facts/peer.js';
import { rule } from '../../rule.js';
import { namedConnector, namedPeer, serverArgument } from '../../words.js';

/**
 * Exchange takes MAIL FROM, but late: before it refuses mail for want of resources, it slows its clients down. Only the time between the two rows
 * shows it. A wait before a refusal is another thing, and so is one after the text (delayed-ack).
 */
export const backPressureTarpit = rule<SlowMail>({
  id: 'back-pressure-tarpit',
  title: 'Exchange answers MAIL FROM late: it slows its clients down',
  severity: 'degraded',
  looksFor: 'A receive session in which MAIL FROM is answered with 250 only after ten seconds and more.',

  needs: ({ received, mail }) => received && mail,
  match({ direction, commands }) {
    const slow = direction === 'receive' ? slowMailIn(commands) : undefined;
    return slow && { evidence: [slow.command.record, slow.command.reply.record], details: slow };
  },
  // All clients of a connector are slowed down alike.
  keyFact: () => 'MAIL FROM',
  sentence: ({ milliseconds }, scene) =>
    `On ${namedConnector(scene)} MAIL FROM of ${namedPeer(scene)} was answered after ${(milliseconds / 1000).toFixed(0)} s; the mail comes in, but slowly.`,

  causes: (_slow, { remote }) => [
    {
      id: 'submission-queue-or-version-buckets',
      likelihood: 'likely',
      why: 'The submission queue or the version buckets of the queue database are under pressure, and Exchange delays its replies before it refuses mail (back-pressure). Settled by Get-ExchangeDiagnosticInfo, and by events 15004 to 15007.',
    },
    {
      id: 'agent-waits-for-dns',
      likelihood: peerKind(remote) === 'own-network' ? 'unlikely' : 'possible',
      why: 'An antispam agent or a product of another maker looks up the sender or the address, and the name server does not answer. Settled by the seconds: always the same and with strangers only, while the resources are under no pressure.',
    },
    {
      id: 'server-overloaded',
      likelihood: 'possible',
      why: 'The server has no processor time or its disk is slow, so that every reply is late, not only this one. Settled by the times of the other rows.',
    },
  ],

  remedy: (_slow, scene) => [
    {
      do: 'See which resource is under pressure, and how much.',
      command: `[xml]$bp = Get-ExchangeDiagnosticInfo -Server ${serverArgument(scene)} -Process EdgeTransport -Component ResourceThrottling; $bp.Diagnostics.Components.ResourceThrottling.ResourceTracker.ResourceMeter | Format-Table Resource,CurrentResourceUse,Pressure`,
    },
    {
      do: 'See what fills the queues.',
      command: `Get-Queue -Server ${serverArgument(scene)} | Sort-Object MessageCount -Descending | Select-Object -First 10 Identity,MessageCount,Status,LastError`,
    },
    {
      do: 'Mend what the pressure comes from: a flood of messages, very large ones, a slow or full disk, a virus scanner on the queue’s folder.',
      caution: 'Do not switch back pressure off or change its thresholds: then the service fails altogether.',
      verify: 'Pressure is Low, and the next session answers MAIL FROM within a second.',
    },
    {
      do: 'If nothing is under pressure: see which agents look things up, and whether the name servers answer.',
      command: 'Get-TransportAgent | Format-Table Identity,Enabled,Priority; Get-DnsClientServerAddress -AddressFamily IPv4',
    },
  ],

  references: [
    { title: 'Understanding back pressure', url: 'https://learn.microsoft.com/exchange/mail-flow/back-pressure' },
    { title: 'RFC 5321, section 4.5.3.2.2: five minutes for MAIL', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2.2' },
  ],
});
