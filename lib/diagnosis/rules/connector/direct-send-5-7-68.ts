import type { LogRecord } from '../../../log/record.js';
import type { LoggedCertificate } from '../../facts/certificate.js';
import type { Reply } from '../../facts/reply.js';
import { replyText } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';

interface DirectSendRejected {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** What we showed over TLS: an inbound connector could know us by it. */
  readonly certificate: LoggedCertificate | undefined;
}

/**
 * The tenant takes no anonymous mail that bears a sender of its own domains (RejectDirectSend), and no inbound connector of the tenant knows this
 * server. So the tenant's choice shows what was wrong before: without it the same mail was taken, but as anybody's.
 */
export const directSend = rule<DirectSendRejected>({
  id: 'direct-send-5-7-68',
  title: 'Exchange Online takes no mail with senders of the tenant from unknown sources (Direct Send)',
  severity: 'blocker',
  looksFor: 'The reply “550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources”.',

  needs: ({ sent, refused }) => sent && refused,
  match({ direction, refusals, commands, certificates }) {
    const reply = direction === 'send' ? refusals.find(isDirectSend) : undefined;
    if (reply === undefined) return undefined;
    const certificate = certificates.findLast(({ side }) => side === 'sent');
    const command = commands.find(({ reply: answer }) => answer === reply)?.record;
    const evidence = [...(certificate?.records ?? []), command, reply.record];
    return { evidence: evidence.filter((record): record is LogRecord => record !== undefined), details: { reply, certificate } };
  },
  explain({ code, status, text }) {
    if (code === undefined || !isDirectSend({ code, status, text })) return undefined;
    return { reply: { code, status, text: text.replace(/^\d{3} 5\.7\.68 /, '') }, certificate: undefined };
  },
  keyFact: ({ certificate }) => certificate?.thumbprint ?? 'no certificate',
  sentence: ({ reply }, scene) =>
    `Exchange Online refuses mail of ${namedConnector(scene)} that bears a sender of the tenant, because no inbound connector knows who sends it: ${replyText(reply)}`,
  certificate: ({ certificate }) => certificate,

  causes: ({ certificate }) => [
    {
      id: 'inbound-connector-does-not-match',
      likelihood: certificate === undefined ? 'possible' : 'likely',
      why:
        certificate === undefined
          ? 'An inbound connector is there and names another address or certificate than this server has. Settled by Get-InboundConnector in Exchange Online.'
          : `This server showed a certificate (${certificate.subject ?? 'subject not logged'}), and no inbound connector names it. Settled by TlsSenderCertificateName in Get-InboundConnector.`,
    },
    {
      id: 'no-inbound-connector',
      likelihood: certificate === undefined ? 'likely' : 'possible',
      why: 'A server, device or application sends straight to the tenant’s MX with a sender of its domains, and no inbound connector was ever made for it. Settled by Get-InboundConnector.',
    },
    {
      id: 'forwarded-with-own-sender',
      likelihood: 'possible',
      why: 'The mail was sent to the outside and comes back by a forwarding that keeps its sender. Settled by the message trace: it left the tenant before.',
    },
  ],

  remedy: () => [
    {
      do: 'In Exchange Online PowerShell, see whether the tenant rejects Direct Send, and whom its connectors know.',
      command:
        'Get-OrganizationConfig | Format-List RejectDirectSend; Get-InboundConnector | Format-List Name,Enabled,ConnectorType,SenderDomains,TlsSenderCertificateName,SenderIPAddresses',
    },
    {
      do: 'For a hybrid server, run the Hybrid Configuration Wizard again and choose the certificate that is in use. For another source of yours, make an inbound connector that knows it by its certificate, or by its public address.',
      command:
        "New-InboundConnector -Name '<name>' -ConnectorType OnPremises -SenderDomains '*' -RequireTls $true -TlsSenderCertificateName '<name in its certificate>'",
      caution: 'Only for sources that are yours: what comes over such a connector is taken for mail of the own organisation.',
      verify: 'The next session is answered with 250 after RCPT TO; changes in Exchange Online may take some minutes.',
      undo: 'Remove-InboundConnector with the name of the new connector.',
    },
    {
      do: 'Until then, mail can be let in again for all, if it must.',
      command: 'Set-OrganizationConfig -RejectDirectSend $false',
      caution:
        'It lets everybody on the internet send to the tenant in the name of its own users again: for a short time, with an end date.',
      undo: 'Set-OrganizationConfig -RejectDirectSend $true',
    },
  ],

  references: [
    {
      title: 'Set-OrganizationConfig: RejectDirectSend',
      url: 'https://learn.microsoft.com/powershell/module/exchange/set-organizationconfig',
    },
    {
      title: 'Set up a device or application to send email using Microsoft 365: Direct Send and its alternatives',
      url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365',
    },
    NDR_OF_EXCHANGE_ONLINE,
  ],
});

function isDirectSend({ code, status, text }: Pick<Reply, 'code' | 'status' | 'text'>): boolean {
  return code >= 500 && (status === '5.7.68' || /\bDirect Send not allowed\b/i.test(text));
}
