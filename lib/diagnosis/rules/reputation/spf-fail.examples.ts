import { sendLog, type RuleExamples } from '../../examples.js';

const INTERNET = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'spf-fail',
  speaks: [
    {
      told: 'the new internet line is not in SPF yet',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.23 SPF fail for 203.0.113.7,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: '550 5.7.23',
    },
    {
      told: 'the receiver cannot look SPF up for now',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,451-4.7.23 Message deferred - unable to verify SPF policy for 451 4.7.23 contoso.example. IB305,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: '451 4.7.23',
    },
    {
      told: 'a receiver says it without a status',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 SPF check failed,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: '550',
    },
  ],
  staysSilent: [
    {
      told: 'the recipient does not exist',
      because: 'no sender was judged',
      log: sendLog(
        `>,RCPT TO:<gone@fabrikam.example>,
         <,550 5.1.1 User unknown,
         -,,Local`,
        INTERNET,
      ),
    },
    {
      told: 'an offer in EHLO, and the mail is taken',
      because: 'a word in a good answer is no failure',
      log: sendLog(
        `>,EHLO mail.contoso.example,
         <,250 mx.fabrikam.example SPF failures are logged,
         >,QUIT,
         <,221 bye,
         -,,Local`,
        INTERNET,
      ),
    },
  ],
};
