import { sendLog, type RuleExamples } from '../../examples.js';

const GATEWAY = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'exo-dane-failed',
  speaks: [
    {
      told: 'a gateway passes on what Exchange Online told it: the recipient’s certificate was renewed, and its TLSA record was not',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.323 tlsa-invalid: The domain failed DANE validation,
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the signatures of the domain have run out, and Exchange Online goes on trying',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records,
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the recipient’s certificate has expired',
      because: 'that is 5.7.322: tls-cert-expired',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.322 certificate-expired: Destination mail server's certificate is expired,
         -,,Local`,
        GATEWAY,
      ),
    },
    {
      told: 'the name server of the domain does not answer',
      because: 'then nothing was signed wrongly: dns-failure',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.4.312 DNS query failed,
         -,,Local`,
        GATEWAY,
      ),
    },
  ],
};
