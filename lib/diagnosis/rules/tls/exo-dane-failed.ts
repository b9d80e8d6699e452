import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { recipientDomain, recipientDomainArgument } from '../recipients/refusal-words.js';

/**
 * Exchange Online sends to a domain that publishes by DNSSEC which certificate its servers show (DANE), and they show another, or the signed records
 * do not hold. The same report's 321, 322 and 325 speak of STARTTLS, of an expired certificate and of its name, and have rules of their own.
 */
export const exoDaneFailed = replyRule({
  id: 'exo-dane-failed',
  title: 'The recipient’s domain does not pass DANE: Exchange Online does not deliver to it',
  severity: 'degraded',
  looksFor:
    'A report of Exchange Online with 5.7.323 or 4.7.323 (“tlsa-invalid”), or with 5.7.324 or 4.7.324 (“dnssec-invalid”); also when another system quotes it.',
  direction: 'send',
  signs: [
    { code: [4, 5], status: /^[45]\.7\.32[34]$/ },
    { code: [4, 5], text: /\btlsa-invalid\b|\bdnssec-invalid\b/i },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? (isAboutDnssec(refusal) ? 'dnssec-invalid' : 'tlsa-invalid'),
  sentence: (refusal) =>
    `Exchange Online does not deliver to ${recipientDomain(refusal) ?? 'the recipient’s domain'}, because ${
      isAboutDnssec(refusal)
        ? 'its DNS records are signed, and the signatures do not hold'
        : 'its mail server does not show the certificate that its TLSA record names'
    }: ${replyText(refusal)}`,

  causes: (refusal) => {
    const dnssec = isAboutDnssec(refusal);
    return [
      {
        id: 'tlsa-record-outdated',
        likelihood: dnssec ? 'unlikely' : 'likely',
        why: 'The certificate of the recipient’s server was renewed, and the TLSA record of its MX host (_25._tcp.<host>) still names the old one. Settled by Microsoft’s Remote Connectivity Analyzer, test “DANE validation”.',
      },
      {
        id: 'dnssec-broken',
        likelihood: dnssec ? 'likely' : 'unlikely',
        why: 'The domain is signed, and its signatures have run out or its DS record names an old key, as after a change of the DNS host. Settled by the same test, and by Resolve-DnsName -DnssecOk.',
      },
      {
        id: 'certificate-not-yet-valid',
        likelihood: dnssec ? 'excluded' : 'possible',
        why: dnssec
          ? 'Exchange Online did not get as far as a certificate.'
          : 'The first day of the certificate that is shown lies ahead. Settled by its “Not before”.',
      },
      {
        id: 'intercepted-on-the-way',
        likelihood: dnssec ? 'unlikely' : 'possible',
        why: 'Something before the recipient’s server shows a certificate of its own, a mail gateway or an attacker. That is what DANE is there to find. Settled by the recipient’s operator.',
      },
      {
        id: 'exchange-server',
        likelihood: 'unlikely',
        why: 'Exchange Server does not look at DANE when it sends: no setting of this server makes this error.',
      },
    ];
  },

  remedy: (refusal) => [
    {
      do: 'See whether the domain’s MX record is signed and answered; then run “DANE validation” at https://testconnectivity.microsoft.com/tests/o365 for it.',
      command: `Resolve-DnsName ${recipientDomainArgument(refusal)} -Type MX -DnssecOk`,
      verify: 'The test says which record or which certificate does not hold.',
    },
    {
      do: 'If the domain is not yours, tell its operator, with the code: only they can mend it, and every sender that looks at DANE fails alike.',
    },
    {
      do: 'If it is yours: publish the TLSA record of the new certificate beside the old one before each renewal, or mend the signatures at your DNS host.',
      caution:
        'A wrong TLSA record keeps mail out of all senders that look at DANE: change record and certificate in this order, and wait for the old record’s lifetime in between.',
      verify: 'The test passes, and the message trace shows the next message delivered.',
    },
  ],

  references: [
    {
      title: 'How SMTP DANE works: troubleshooting 4/5.7.323 and 4/5.7.324',
      url: 'https://learn.microsoft.com/purview/how-smtp-dane-works',
    },
    { title: 'RFC 7672: SMTP security via opportunistic DANE TLS', url: 'https://www.rfc-editor.org/rfc/rfc7672' },
    { title: 'RFC 7671: the DANE protocol, updates and operational guidance', url: 'https://www.rfc-editor.org/rfc/rfc7671' },
  ],
});

function isAboutDnssec({ status, text }: { readonly status: string | undefined; readonly text: string }): boolean {
  return status?.endsWith('.7.324') === true || /\bdnssec-invalid\b/i.test(text);
}
