import { powershellString } from '../../diagnosis/powershell.js';
import type { RemedyStep } from '../../diagnosis/rule.js';
import { enableForSmtp, IMPORT_WITH_KEY, RETRY_QUEUES } from '../../diagnosis/rules/tls/own-certificate.js';
import type { Failure } from '../failure.js';
import { remedyStep } from '../remedy-step.js';

const NEW = "'<thumbprint of the new certificate>'";

/** An expired certificate: a new one, and the connector that must find it. The rule's first step, which only looks, stays the first. */
export function renewCertificate({ remedy, direction, connector }: Failure): readonly RemedyStep[] {
  const cmdlet = direction === 'send' ? 'Set-SendConnector' : 'Set-ReceiveConnector';
  return [
    ...remedy.slice(0, 1),
    remedyStep({
      do: 'Renew the certificate and import it with its private key on every server that uses it. With the same subject and from the same authority, connectors find it by themselves.',
      command: IMPORT_WITH_KEY,
      verify: 'Get-ExchangeCertificate lists it with Status Valid.',
    }),
    remedyStep({
      do: 'Enable the new certificate for SMTP.',
      ...enableForSmtp(NEW),
    }),
    remedyStep({
      do: 'If issuer or subject differ from the old certificate’s, tell the connector.',
      command: `$c = Get-ExchangeCertificate -Thumbprint ${NEW}; ${cmdlet} ${powershellString(connector)} -TlsCertificateName "<I>$($c.Issuer)<S>$($c.Subject)"`,
      caution: 'Note the old TlsCertificateName first. In a hybrid, Exchange Online’s inbound connector must know the new name too.',
      verify: 'The next session logs the new thumbprint and goes on to MAIL FROM after STARTTLS.',
      undo: 'The same command with the old name.',
    }),
    remedyStep(RETRY_QUEUES),
  ];
}

/** A certificate without its private key. */
export function bringPrivateKey({ remedy }: Failure, thumbprint: string): readonly RemedyStep[] {
  return [
    ...remedy.slice(0, 1),
    remedyStep({
      do: 'If the key was made on this server, bind it to the certificate again.',
      command: `certutil -repairstore my ${thumbprint}`,
      caution: 'Run it on the Exchange server in an elevated prompt.',
      verify: 'HasPrivateKey is True in Cert:\\LocalMachine\\My.',
    }),
    remedyStep({
      do: 'Otherwise import the certificate with its key (a .pfx file).',
      command: IMPORT_WITH_KEY,
      caution: 'Before you remove the copy without a key, check what else uses it (IIS, other connectors).',
    }),
    remedyStep({
      do: 'Enable it for SMTP.',
      ...enableForSmtp(thumbprint),
      verify: 'The next session goes on to MAIL FROM after STARTTLS.',
    }),
    remedyStep(RETRY_QUEUES),
  ];
}
