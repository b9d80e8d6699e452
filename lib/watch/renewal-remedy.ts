import { remedyStep } from '../correlation/remedy-step.js';
import type { RemedyStep } from '../diagnosis/rule.js';
import { enableForSmtp, IMPORT_WITH_KEY } from '../diagnosis/rules/tls/own-certificate.js';
import type { TenantCertificate } from './tenant-certificates.js';

const LOOK = remedyStep({
  do: 'See on each server which certificates there are, and whether the successor is among them.',
  command: 'Get-ExchangeCertificate | Format-List Thumbprint,Subject,Issuer,Services,Status,NotAfter,HasPrivateKey',
});

/** What to do about a certificate that ends: renew it, clear it away when its successor is there, or find out first what it is for. */
export function renewalRemedy({ thumbprint, uses }: Pick<TenantCertificate, 'thumbprint' | 'uses'>): readonly RemedyStep[] {
  if (uses.length === 0) return [LOOK, FIND_OUT];
  return uses.every(({ takenOverBy }) => typeof takenOverBy === 'string') ? [LOOK, clearAway(thumbprint)] : [LOOK, ...RENEW];
}

/**
 * The certificate with which Exchange signs its tokens is enabled for SMTP too, and no connector names it.
 *
 * @source https://learn.microsoft.com/exchange/plan-and-deploy/integration-with-sharepoint-and-skype/maintain-oauth-certificate
 */
const FIND_OUT = remedyStep({
  do: 'Find out what it is for before it ends: if it is the one with which Exchange signs its tokens (OAuth), it is renewed in its own way.',
  command: 'Get-AuthConfig | Format-List CurrentCertificateThumbprint,NextCertificateThumbprint',
});

const RENEW: readonly RemedyStep[] = [
  remedyStep({
    do: 'Renew it with the same subject at the same authority, so that TlsCertificateName goes on to fit, and import it with its private key on each of the servers.',
    command: IMPORT_WITH_KEY,
  }),
  remedyStep({
    do: 'Enable the renewed certificate for SMTP on each of them.',
    ...enableForSmtp("'<thumbprint of the renewed certificate>'"),
    verify: 'The next session on each connector sends the renewed certificate and goes on to MAIL FROM.',
  }),
];

function clearAway(thumbprint: string): RemedyStep {
  return remedyStep({
    do: 'Once nothing uses it any more, remove the old certificate, so that it cannot be selected by mistake.',
    command: `Remove-ExchangeCertificate -Thumbprint ${thumbprint}`,
    caution: 'Look first whether IIS or another service still uses it: Services tells. The private key goes with it.',
    undo: 'There is none, unless the certificate was exported with its key before.',
  });
}
