import { sendLog, type RuleExamples } from '../../examples.js';

const GATEWAY = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'exo-mta-sts-failed',
  speaks: [
    {
      told: 'the domain has moved to another filter service, and its policy still names the old one',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.4.8 MX hosts of fabrikam.example failed MTA-STS validation,
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the recipient’s server shows a self-signed certificate',
      log: sendLog(
        `>,BDAT 4711 LAST,
         <,"550 5.7.5 Remote certificate failed MTA-STS validation. Reason: UntrustedRoot",
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'certificate',
    },
  ],
  staysSilent: [
    {
      told: 'a certificate does not pass the connector’s own validation',
      because: 'no policy of the recipient is involved: tls-wrong-principal',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,
         *,,"454 4.7.5 Certificate validation failure, Reason:SubjectMismatch"
         -,,Local`,
        GATEWAY,
      ),
    },
    {
      told: 'the domain does not pass DANE',
      because: 'that is the other way to ask for valid TLS: exo-dane-failed',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.323 tlsa-invalid: The domain failed DANE validation,
         -,,Local`,
        GATEWAY,
      ),
    },
  ],
};
