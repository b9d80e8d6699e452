import type { RemedyDraft } from '../../rule.js';
import { connectorArgument } from '../../words.js';
import type { Scene } from '../../facts/scene.js';

/**
 * Points a connector to a certificate: `TlsCertificateName` is `<I>` and the issuer, `<S>` and the subject, as Exchange itself spells them.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector#-tlscertificatename
 */
export function setTlsCertificateName(scene: Scene, side: 'Send' | 'Receive'): RemedyDraft {
  const command = `Set-${side}Connector ${connectorArgument(scene)} -TlsCertificateName "<I>$($c.Issuer)<S>$($c.Subject)"`;
  return {
    do: 'Point the connector to the certificate that should be used.',
    command: `$c = Get-ExchangeCertificate -Thumbprint '<thumbprint of the right certificate>'; ${command}`,
    caution:
      side === 'Send'
        ? 'The certificate must be on every server that is named in SourceTransportServers. If issuer and subject are as before, Exchange says that nothing was changed: that is fine.'
        : 'If issuer and subject are as before, Exchange says that nothing was changed: that is fine.',
    verify: `Get-${side}Connector shows the name, and the next session logs “negotiation succeeded”.`,
    undo: 'The same command with the old value, which the step that looks has shown.',
  };
}

/** Lists what could be chosen. */
export const LIST_SMTP_CERTIFICATES: RemedyDraft = {
  do: 'List the certificates of this server, and find the one that the connector should use: valid, with SMTP among its Services.',
  command: 'Get-ExchangeCertificate | Format-List Thumbprint,Subject,Issuer,CertificateDomains,Services,NotAfter,Status,IsSelfSigned',
};

/** Event 12014 names the certificate that Exchange looked for and did not find. */
export const LOOK_AT_EVENT_12014: RemedyDraft = {
  do: 'Look for event 12014: it names the certificate that Exchange looked for and did not find.',
  command: "Get-WinEvent -FilterHashtable @{LogName='Application';Id=12014} -MaxEvents 5 | Format-List TimeCreated,ProviderName,Message",
};
