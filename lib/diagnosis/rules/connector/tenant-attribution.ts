import type { LoggedCertificate } from '../../facts/certificate.js';
import type { Reply } from '../../facts/reply.js';
import { replyText } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';

interface TenantAttribution {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  readonly certificate: LoggedCertificate | undefined;
  readonly encrypted: boolean;
  /** The public address that Exchange Online saw us come from: `Hello [203.0.113.7]` in its answer to EHLO. */
  readonly seenAs: string | undefined;
}

/** Exchange Online cannot tell whose mail it is: no inbound connector of the tenant matches our certificate or address. */
export const tenantAttribution = rule<TenantAttribution>({
  id: 'tenant-attribution',
  title: 'Exchange Online does not recognise this server as belonging to the tenant',
  severity: 'blocker',
  looksFor: 'The reply “550 5.7.64 TenantAttribution; Relay Access Denied”.',

  needs: ({ sent, errorReply }) => sent && errorReply,
  match({ direction, replies, certificates, tls, offers }) {
    const reply = direction === 'send' ? replies.find(({ code, status }) => code === 550 && status === '5.7.64') : undefined;
    if (reply === undefined) return undefined;
    const certificate = certificates.findLast(({ side }) => side === 'sent');
    return {
      evidence: [...(certificate?.records ?? []), reply.record],
      details: {
        reply,
        certificate,
        encrypted: tls?.outcome === 'succeeded',
        seenAs: /\bHello \[([0-9A-Fa-f.:]+)\]/.exec(offers.at(-1)?.reply.text ?? '')?.[1],
      },
    };
  },
  explain: ({ code, status, text }) => {
    if (code !== 550 || status !== '5.7.64') return undefined;
    return {
      reply: { code, status, text: text.replace(/^550 5\.7\.64 /, '') },
      certificate: undefined,
      encrypted: false,
      seenAs: undefined,
    };
  },
  keyFact: ({ certificate }) => certificate?.thumbprint ?? 'no certificate',
  sentence: ({ reply }, scene) =>
    `Exchange Online takes mail from ${namedConnector(scene)}, but cannot attribute it to your tenant: ${replyText(reply)}`,
  certificate: ({ certificate }) => certificate,

  causes: ({ certificate, encrypted, reply, seenAs }, { endedAt }) => [
    {
      id: 'inbound-connector-does-not-match',
      likelihood: 'likely',
      why:
        certificate === undefined
          ? 'No inbound connector of the tenant matches. Settled by Get-InboundConnector in Exchange Online: TlsSenderCertificateName and SenderIPAddresses against what this server sends.'
          : `No inbound connector of the tenant matches the certificate that we sent (${certificate.subject ?? 'subject not logged'}; names: ${certificate.names.join(', ') || 'none'}). Settled by TlsSenderCertificateName in Get-InboundConnector.`,
    },
    {
      id: 'public-address-not-listed',
      likelihood: certificate === undefined ? 'likely' : 'possible',
      why: `Where the inbound connector goes by address, it must list the one that this server comes from${seenAs === undefined ? '' : `: Exchange Online saw ${seenAs}`}. Settled by SenderIPAddresses in Get-InboundConnector.`,
    },
    {
      id: 'no-certificate-sent',
      likelihood: certificate === undefined || !encrypted ? 'likely' : 'excluded',
      why:
        certificate === undefined || !encrypted
          ? 'The log shows no certificate of ours over a TLS connection that stood, so only the address could attribute the mail.'
          : 'A certificate of ours was sent, and TLS succeeded.',
    },
    ...(certificate?.notAfter !== undefined && endedAt !== undefined && certificate.notAfter < endedAt
      ? [
          {
            id: 'certificate-expired',
            likelihood: 'likely' as const,
            why: 'The certificate that we sent had expired: Exchange Online then does not match it.',
          },
        ]
      : []),
    {
      id: 'sender-domain-not-verified',
      likelihood: /\bATTR?36\b/.test(reply.text) ? 'likely' : 'possible',
      why: 'The domain of the envelope sender is not verified in the tenant (ATTR36). Settled by Get-AcceptedDomain in Exchange Online.',
    },
  ],

  remedy: ({ certificate }) => [
    {
      do: 'In Exchange Online PowerShell, see how the inbound connector recognises this server.',
      command: 'Get-InboundConnector | Format-List Name,Enabled,ConnectorType,TlsSenderCertificateName,SenderIPAddresses,RequireTls',
    },
    {
      do: 'Run the Hybrid Configuration Wizard again and choose the certificate that is in use: it sets both sides alike.',
      caution: 'It rewrites the hybrid connectors: note changes that were made to them by hand.',
      verify: 'The next session on this connector is answered with 250 after MAIL FROM and RCPT TO.',
    },
    {
      do: 'Or set only the name, in Exchange Online PowerShell: the subject or an alternative name of the certificate that this server sends.',
      command: `Set-InboundConnector '<name of the connector>' -TlsSenderCertificateName '${certificateName(certificate)}'`,
      caution: 'The name must be of a domain that is verified in your tenant.',
      verify: 'As above; changes in Exchange Online may take some minutes.',
      undo: 'The same command with the old name.',
    },
  ],

  references: [
    {
      title: '550 5.7.64 TenantAttribution; Relay Access Denied',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/relay-access-denied-smtp',
    },
    {
      title: 'TenantAttribution non-delivery report (KB 3212877)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/tenantattribution-ndr',
    },
    { title: 'Set-InboundConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-inboundconnector' },
  ],
});

/** A DNS name of the certificate; only characters that a DNS name may hold ever reach the command. */
function certificateName(certificate: LoggedCertificate | undefined): string {
  const commonName = /\bCN=([^,]+)/.exec(certificate?.subject ?? '')?.[1];
  const name = [commonName, ...(certificate?.names ?? [])].find(
    (candidate) => candidate !== undefined && /^(\*\.)?[A-Za-z0-9.-]+$/.test(candidate),
  );
  return name ?? '<name in the certificate>';
}
