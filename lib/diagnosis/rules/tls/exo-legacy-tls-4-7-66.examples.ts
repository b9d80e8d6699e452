import { sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED } from './example-rows.js';

const OLD_TLS =
  '*,,"TLS protocol SP_PROT_TLS1_0_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA1 with strength 160 bits and key exchange algorithm CALG_ECDHE with strength 256 bits"';

export const examples: RuleExamples = {
  rule: 'exo-legacy-tls-4-7-66',
  speaks: [
    {
      told: 'an old server sends through smtp.office365.com with TLS 1.0',
      log: sendLog(
        `${OLD_TLS}
         >,EHLO mail.contoso.example,
         <,421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.,
         -,,Remote`,
        { connector: 'Office 365 submission', remote: '52.98.152.2:587' },
      ),
      evidence: [1, 2, 3],
      keyFact: '4.7.66',
    },
    {
      told: 'the refusal comes only after MAIL',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,421 4.7.66 TLS 1.0 and 1.1 are not supported,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: '4.7.66',
    },
  ],
  staysSilent: [
    {
      told: 'mail flows over TLS 1.0 to somebody else',
      because: 'nothing failed: tls-legacy-protocol warns of it',
      log: sendLog(`${OLD_TLS}${DELIVERED}`, { connector: 'Internet', remote: '198.51.100.80:25' }),
    },
    {
      told: 'Exchange Online wants TLS before mail',
      because: 'then there was none at all: tls-must-issue-starttls',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,451 5.7.3 Must issue a STARTTLS command first,
        -,,Local`),
    },
  ],
};
