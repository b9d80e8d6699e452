import { sendLog, type RuleExamples } from '../../examples.js';

const GMAIL = { connector: 'Internet', remote: '198.51.100.26:25' };

export const examples: RuleExamples = {
  rule: 'unauthenticated-5-7-26',
  speaks: [
    {
      told: 'Gmail refuses an out-of-office reply, whose sender is empty',
      log: sendLog(
        `>,MAIL FROM:<>,
         <,250 2.1.0 OK,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.5 OK,
         >,DATA,
         <,354 Go ahead,
         <,550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Authentication results: 550-5.7.26 DKIM = did not pass 550-5.7.26 SPF [] with ip: [203.0.113.7] = did not pass 550 5.7.26 - gsmtp,
         -,,Local`,
        GMAIL,
      ),
      evidence: [5, 7],
      keyFact: 'null sender',
    },
    {
      told: 'Exchange Online wants SPF or DKIM over IPv6',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"450 4.7.26 Access denied, a message sent over IPv6 [2001:db8::25] must pass either SPF or DKIM validation, this message is not signed",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'SPF and DKIM',
    },
  ],
  staysSilent: [
    {
      told: 'SPF names the address and forbids it',
      because: 'then the domain’s own record refuses',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.23 The message was rejected because of Sender Policy Framework violation,
        -,,Local`),
    },
    {
      told: 'a bounce is delivered',
      because: 'an empty sender is no fault',
      log: sendLog(
        `>,MAIL FROM:<>,
         <,250 2.1.0 OK,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.5 OK,
         >,BDAT 4711 LAST,
         <,250 2.0.0 OK,
         -,,Local`,
        GMAIL,
      ),
    },
  ],
};
