import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'dmarc-fail-5-7-509',
  speaks: [
    {
      told: 'an application sends with our domain and is not in SPF',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.509 Access denied, sending domain [contoso.example] does not pass DMARC verification and has a DMARC policy of reject. [DB8PEPF00000001.eurprd02.prod.outlook.com]",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'contoso.example',
    },
    {
      told: 'Gmail refuses mail that we forwarded',
      log: sendLog(
        `>,DATA,
         <,354 Go ahead,
         <,550-5.7.26 Unauthenticated email from fabrikam.example is not accepted due to 550-5.7.26 domain's DMARC policy. 550 5.7.26 If this was a legitimate mail please visit the support page - gsmtp,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.26:25' },
      ),
      evidence: [1, 3],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'SPF fails on its own',
      because: 'no DMARC policy was asked',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.23 The message was rejected because of Sender Policy Framework violation,
        -,,Local`),
    },
    {
      told: 'the message is delivered, and its name speaks of DMARC',
      because: 'delivered is delivered',
      log: sendLog(`
        >,MAIL FROM:<dmarc-reports@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <dmarc@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
