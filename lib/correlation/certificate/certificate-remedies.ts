import { powershellString } from '../../diagnosis/powershell.js';
import type { RemedyStep } from '../../diagnosis/rule.js';
import { restartTransport } from '../../diagnosis/rules/tls/connector-settings.js';
import { enableForSmtp, IMPORT_WITH_KEY, RETRY_QUEUES } from '../../diagnosis/rules/tls/own-certificate.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Failure } from '../failure.js';
import { shortThumbprint } from '../phrases.js';
import { remedyStep } from '../remedy-step.js';

/**
 * An expired certificate: a new one, and the connector that must find it. The rule's first step, which only looks, stays the first.
 *
 * @param renewed the one that is on the server already, if there is one: then nothing has to be imported, and the commands name it.
 */
export function renewCertificate(
  { remedy, direction, connector }: Failure,
  renewed: Pick<ExchangeCertificate, 'thumbprint'> | undefined,
): readonly RemedyStep[] {
  const cmdlet = direction === 'send' ? 'Set-SendConnector' : 'Set-ReceiveConnector';
  const thumbprint = renewed?.thumbprint ?? "'<thumbprint of the new certificate>'";
  return [
    ...remedy.slice(0, 1),
    ...(renewed === undefined
      ? [
          remedyStep({
            do: 'Renew the certificate and import it with its private key on every server that uses it. With the same subject and from the same authority, connectors find it by themselves.',
            command: IMPORT_WITH_KEY,
            verify: 'Get-ExchangeCertificate lists it with Status Valid.',
          }),
        ]
      : []),
    remedyStep({
      do:
        renewed === undefined
          ? 'Enable the new certificate for SMTP.'
          : `Enable the renewed certificate ${shortThumbprint(thumbprint)}, which is on this server already, for SMTP.`,
      ...enableForSmtp(thumbprint),
    }),
    remedyStep({
      do: 'If issuer or subject differ from the old certificate’s, tell the connector.',
      command: `$c = Get-ExchangeCertificate -Thumbprint ${thumbprint}; ${cmdlet} ${powershellString(connector)} -TlsCertificateName "<I>$($c.Issuer)<S>$($c.Subject)"`,
      caution: 'Note the old TlsCertificateName first. In a hybrid, Exchange Online’s inbound connector must know the new name too.',
      verify: 'The next session logs the new thumbprint and goes on to MAIL FROM after STARTTLS.',
      undo: 'The same command with the old name.',
    }),
    remedyStep(restartTransport(direction === 'receive')),
    remedyStep(RETRY_QUEUES),
  ];
}

/** The rule's own steps, with the certificate in them that they leave for the reader to fill in. */
export function fillIn(remedy: readonly RemedyStep[], { thumbprint }: Pick<ExchangeCertificate, 'thumbprint'>): readonly RemedyStep[] {
  return remedy.map((step) => ({ ...step, command: step.command?.replace(LEFT_OPEN, thumbprint) ?? null }));
}

const LEFT_OPEN = /'<thumbprint of the [a-z]+ certificate>'/g;

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
