import { replyText } from '../../facts/reply.js';
import { powershellString } from '../../powershell.js';
import { replyRule, type Refusal } from '../../reply-rule.js';
import { recipientDomain } from '../recipients/refusal-words.js';

/**
 * The recipient's domain asks by a policy on its web server (MTA-STS) to be sent to over valid TLS and to certain hosts only, and does not keep to it
 * itself. Only what enforces the policy refuses so: Exchange Online does, Exchange Server does not look at it.
 */
export const exoMtaStsFailed = replyRule({
  id: 'exo-mta-sts-failed',
  title: 'The recipient’s domain does not keep its own MTA-STS policy: Exchange Online does not deliver to it',
  severity: 'degraded',
  looksFor:
    'A report of Exchange Online that says “failed MTA-STS validation”: 5.7.5 of the certificate, 4.4.8 or 5.4.8 of the MX hosts; also when another system quotes it.',
  direction: 'send',
  signs: [{ code: [4, 5], text: /\bMTA-STS\b.*\b(?:validation|policy)\b|\bfailed MTA-STS\b/i }],

  keyFact: (refusal) => domainOf(refusal) ?? (isAboutHosts(refusal) ? 'MX hosts' : 'certificate'),
  sentence: (refusal) =>
    `Exchange Online does not deliver to ${domainOf(refusal) ?? 'the recipient’s domain'}, because ${
      isAboutHosts(refusal)
        ? 'its MX hosts are not among those of its MTA-STS policy'
        : 'its certificate is not what its MTA-STS policy asks for'
    }: ${replyText(refusal)}`,

  causes: (refusal) => {
    const hosts = isAboutHosts(refusal);
    return [
      {
        id: 'policy-names-other-hosts',
        likelihood: hosts ? 'likely' : 'unlikely',
        why: 'The MX record was changed, and the lines “mx:” of the policy were not. Settled by the policy against the MX record.',
      },
      {
        id: 'certificate-not-trusted-or-misnamed',
        likelihood: hosts ? 'unlikely' : 'likely',
        why: 'The mail server shows a certificate that is self-signed, expired, or does not bear the name of the MX host. Settled by its “Subject Alternative Name” and its chain.',
      },
      {
        id: 'old-policy-remembered',
        likelihood: 'possible',
        why: 'The policy is right by now, but its record (_mta-sts) kept its old id, so senders go on with the one they remember, for as long as its max_age says. Settled by the id in the record.',
      },
    ];
  },

  remedy: (refusal) => [
    {
      do: 'Hold the policy against the MX record.',
      command: `$domain = ${domainArgument(refusal)}; (Invoke-WebRequest "https://mta-sts.$domain/.well-known/mta-sts.txt" -UseBasicParsing).Content; Resolve-DnsName "_mta-sts.$domain" -Type TXT; Resolve-DnsName $domain -Type MX`,
      verify: 'Every MX host matches a line “mx:” of the policy.',
    },
    { do: 'If the domain is not yours, tell its operator, with the code: only they can mend it.' },
    {
      do: 'If it is yours: correct the lines “mx:” or the certificate, then give the record _mta-sts a new id.',
      caution: 'With “mode: testing” senders only report, and mail flows: change to it first, if mail must come in at once.',
      verify: 'The message trace shows the next message delivered.',
      undo: 'The old policy, with another new id.',
    },
  ],

  references: [
    { title: 'Enhancing mail flow with MTA-STS', url: 'https://learn.microsoft.com/purview/enhancing-mail-flow-with-mta-sts' },
    { title: 'RFC 8461: SMTP MTA strict transport security', url: 'https://www.rfc-editor.org/rfc/rfc8461' },
  ],
});

function isAboutHosts({ text }: Pick<Refusal, 'text'>): boolean {
  return /\bMX hosts?\b/i.test(text);
}

/** `MX hosts of fabrikam.example failed MTA-STS validation` */
function domainOf(refusal: Pick<Refusal, 'text' | 'recipient'>): string | undefined {
  const named = /\bMX hosts? of \W?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/i.exec(refusal.text)?.[1]?.toLowerCase();
  return named ?? recipientDomain(refusal);
}

function domainArgument(refusal: Refusal): string {
  const domain = domainOf(refusal);
  return domain === undefined ? "'<domain>'" : powershellString(domain);
}
