import { connectorArgument, namedConnector } from '../../words.js';
import { lookAtReceiveConnector, lookAtSendConnector, restartTransport, RUN_HYBRID_WIZARD } from './connector-settings.js';
import { handshakeFails, isInbound, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { NO_REASON_GIVEN } from './handshake-word.js';
import { RETRY_QUEUES } from './own-certificate.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { LIST_SMTP_CERTIFICATES, setTlsCertificateName } from './tls-certificate-name.js';
import { EXCHANGE_ONLINE_TLS, HYBRID_CERTIFICATES, MAIL_FLOW_INTELLIGENCE, SEND_CONNECTOR } from './tls-references.js';

/**
 * The certificate carries another name than the connector asks for: SEC_E_WRONG_PRINCIPAL (0x80090322), or SubjectMismatch in Exchange's own words.
 *
 * Exchange Online's “SubjectMismatch Expected Subject: … Presented Subject: …” belongs here too, although the certificate that Setup made is often
 * what was presented: the text proves the name and no more. Only a session of ours that shows the self-signed certificate proves which one it was,
 * and then recv-wrong-certificate, which stands before this rule, names the failure.
 */
export const tlsWrongPrincipal = handshakeRule({
  id: 'tls-wrong-principal',
  title: 'A certificate carries another name than the connector asks for',
  severity: 'blocker',
  looksFor:
    '“WrongPrincipal”, “SubjectMismatch” or “RemoteCertificateNameMismatch” in a failed handshake, a refusal or an error text; or “Certificate validation failure” without a reason.',
  words: ['WrongPrincipal', 'SubjectMismatch', 'RemoteCertificateNameMismatch', NO_REASON_GIVEN],

  sentence: (failure, scene) =>
    failure.toldBy === 'exchange-online'
      ? `Exchange Online was shown a certificate with another name than its connector to us asks for (${failure.error}).`
      : `${handshakeFails(failure, scene)}: the ${failure.toldBy === 'reply' ? 'certificate that we show' : 'other side’s certificate'} ${failure.error === NO_REASON_GIVEN ? 'is not accepted, most often because it carries another name than asked for' : 'carries another name than asked for'}${
          failure.received?.subject === undefined ? '' : ` (it is for ${failure.received.subject})`
        }.`,

  causes: (failure, scene) =>
    isInbound(failure, scene) || failure.toldBy === 'reply'
      ? [
          {
            id: 'wrong-certificate-shown',
            likelihood: 'likely',
            why: 'Exchange shows another certificate than the connector in Exchange Online asks for, often its self-signed one. Settled by the thumbprint in the report: do the “Sending certificate” rows of the receive log show it?',
          },
          {
            id: 'expected-name-wrong',
            likelihood: 'possible',
            why: 'The connector in Exchange Online asks for a name that the certificate no longer carries, as after a renewal. Settled by TlsDomain in Get-OutboundConnector against the names of the certificate.',
          },
          inspectedOnTheWay(
            'possible',
            'Something in front of Exchange shows a certificate of its own. Settled by: no Exchange server has that thumbprint.',
          ),
          ...portIsOpen(failure),
        ]
      : [
          {
            id: 'tls-domain-wrong',
            likelihood: 'likely',
            why: 'The connector’s TlsDomain is not what the other side’s certificate carries; towards Exchange Online it must be mail.protection.outlook.com. Settled by Get-SendConnector.',
          },
          {
            id: 'wrong-host',
            likelihood: 'possible',
            why: 'The smart host is an IP address, an internal relay or another provider’s host. Settled by the greeting in the session.',
          },
          inspectedOnTheWay(
            'possible',
            'A proxy that inspects TLS shows its own certificate. Settled by subject and issuer of the “Remote certificate” row, where the log has one.',
          ),
          ...portIsOpen(failure),
        ],

  remedy: (failure, scene) =>
    isInbound(failure, scene) || failure.toldBy === 'reply'
      ? [
          lookAtReceiveConnector(scene),
          LIST_SMTP_CERTIFICATES,
          {
            do: 'In Exchange Online PowerShell, see which name its connector to this server asks for.',
            command: 'Get-OutboundConnector | Format-List Name,Enabled,ConnectorType,SmartHosts,TlsSettings,TlsDomain',
          },
          setTlsCertificateName(scene, 'Receive'),
          restartTransport(true),
          RUN_HYBRID_WIZARD,
        ]
      : [
          lookAtSendConnector(scene),
          {
            do: 'On the hybrid connector, set the name that Exchange Online’s certificates carry.',
            command: `Set-SendConnector ${connectorArgument(scene)} -TlsDomain mail.protection.outlook.com`,
            caution:
              'Only for the connector to Exchange Online; a partner’s connector needs the partner’s name. Keep TlsAuthLevel DomainValidation: without it the mail is no longer trusted as internal.',
            verify: `The next session on ${namedConnector(scene)} goes on to MAIL FROM after STARTTLS.`,
            undo: 'The same command with the old value.',
          },
          letSmtpPassUntouched(scene),
          RETRY_QUEUES,
        ],

  references: [SEND_CONNECTOR, HYBRID_CERTIFICATES, EXCHANGE_ONLINE_TLS, MAIL_FLOW_INTELLIGENCE],
});
