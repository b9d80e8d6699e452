import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'mailbox-full-5-2-2',
  speaks: [
    {
      told: 'the other side has no room for the recipient',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,552 5.2.2 mailbox full,
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the store refuses the message at delivery',
      log: sendLog(
        `>,BDAT 4711 LAST,
         <,554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception,
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:475' },
      ),
      evidence: [1, 2],
      keyFact: '5.2.2',
    },
    {
      told: 'the other side will try to find room',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,452 4.2.2 The email account that you tried to reach is over quota,
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the message is too large',
      because: '552 with 5.3.4 is about this message alone',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,552 5.3.4 Message size exceeds fixed maximum message size,
        -,,Local`),
    },
    {
      told: 'the sender has sent too much',
      because: 'the submission quota is the sender’s',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.2.2 Submission quota exceeded,
        -,,Local`),
    },
    {
      told: 'the whole server is short of storage',
      because: 'that is no matter of one mailbox',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,452 4.3.1 Insufficient system storage,
        -,,Local`),
    },
  ],
};
