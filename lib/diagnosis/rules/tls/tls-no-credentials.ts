import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import {
  enableForSmtp,
  failsOnOurSide,
  IMPORT_WITH_KEY,
  lookAtCertificate,
  NETWORK_EXCLUDED,
  ownCertificateFailure,
  RETRY_QUEUES,
  shortThumbprint,
  thumbprintArgument,
  validityCause,
  WITHOUT_CERTIFICATE,
  type OwnCertificateFailure,
} from './own-certificate.js';

/**
 * The certificate that the connector asks for has no private key on this server: typically only the `.cer` was imported.
 *
 * `NoCredentials` is SEC_E_NO_CREDENTIALS (0x8009030E).
 */
export const tlsNoCredentials = rule<OwnCertificateFailure>({
  id: 'tls-no-credentials',
  title: 'The certificate that Exchange offers has no private key on this server',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error NoCredentials”, and the certificate that was logged before it.',

  needs: ({ tlsFailed }) => tlsFailed,
  match: (session) => ownCertificateFailure(session, 'NoCredentials'),
  explain: ({ cause }) => (cause === 'NoCredentials' ? WITHOUT_CERTIFICATE : undefined),
  keyFact: ({ certificate }) => certificate?.thumbprint ?? certificate?.subject ?? 'unknown certificate',
  sentence: (failure, scene) =>
    `${failsOnOurSide(failure, scene)}: this server has no usable private key for its certificate ${shortThumbprint(failure.certificate)}.`,
  certificate: ({ certificate }) => certificate,

  causes: (failure, scene) => [
    {
      id: 'no-private-key',
      likelihood: 'likely',
      why:
        'The certificate was imported without its private key, and the connector’s TlsCertificateName matches it. ' +
        'Settled by Get-ExchangeCertificate, which lists only certificates with a key: this thumbprint is missing there but stands in Cert:\\LocalMachine\\My.',
    },
    {
      id: 'private-key-unreadable',
      likelihood: 'possible',
      why: 'The key is there, but cannot be read by the transport service. Settled by: HasPrivateKey is True in Cert:\\LocalMachine\\My.',
    },
    ...validityCause(failure, scene),
    NETWORK_EXCLUDED,
  ],

  remedy: ({ certificate }, scene) => [
    certificate?.thumbprint === undefined
      ? lookAtCertificate(certificate)
      : {
          do: 'Check whether Windows has the private key: HasPrivateKey False is the fault.',
          command: `Get-ChildItem Cert:\\LocalMachine\\My\\${certificate.thumbprint} | Format-List Thumbprint,HasPrivateKey,NotAfter,Subject`,
        },
    {
      do: 'If the key was made on this server, bind it to the certificate again.',
      command: `certutil -repairstore my ${thumbprintArgument(certificate)}`,
      caution: 'Run it on the Exchange server in an elevated prompt.',
      verify: 'certutil says that the encryption test passed, and HasPrivateKey is True.',
    },
    {
      do: 'Otherwise import the certificate with its key (a .pfx file), and remove the copy without a key.',
      command: IMPORT_WITH_KEY,
      caution: 'Before you remove anything, check what else uses the certificate (IIS, other connectors).',
      verify: `Get-ExchangeCertificate -Thumbprint ${thumbprintArgument(certificate)} lists it.`,
    },
    {
      do: 'Enable it for SMTP.',
      ...enableForSmtp(thumbprintArgument(certificate)),
      verify: `The next session on ${namedConnector(scene)} goes on to MAIL FROM after STARTTLS.`,
    },
    RETRY_QUEUES,
  ],

  references: [
    {
      title: 'Outbound email messages are not sent: TLS negotiation failed with error NoCredentials (KB 4495258)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/tls-negotiation-failed-with-error-nocredentials-error',
    },
    { title: 'Enable-ExchangeCertificate', url: 'https://learn.microsoft.com/powershell/module/exchange/enable-exchangecertificate' },
    { title: 'Import-ExchangeCertificate', url: 'https://learn.microsoft.com/powershell/module/exchange/import-exchangecertificate' },
  ],
});
