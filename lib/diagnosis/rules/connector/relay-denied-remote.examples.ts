import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'relay-denied-remote',
  speaks: [
    {
      told: 'the smart host does not know us',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,554 5.7.1 <b@fabrikam.example>: Relay access denied,
         >,QUIT,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 4],
      keyFact: '198.51.100.25:25',
    },
    {
      told: 'another Exchange server has no such accepted domain',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
         -,,Local`,
        { connector: 'To partner', remote: '198.51.100.26:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.26:25',
    },
    {
      told: 'a smart host that relays only for known addresses, and asks to come again',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,454 4.7.1 <b@fabrikam.example>: Relay access denied,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.25:25',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online cannot attribute the mail to the tenant',
      because: 'tenant-attribution knows more about it',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
    },
    {
      told: 'we are the ones who refuse',
      because: 'that stands in a receive log',
      log: receiveLog(`
        <,RCPT TO:<b@fabrikam.example>,
        >,550 5.7.1 Unable to relay,
        -,,Remote`),
    },
    {
      told: 'the other side refuses for its reputation list',
      because: '5.7.1 has many meanings',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.1 Service unavailable; client host [203.0.113.7] blocked using a list,
        -,,Local`),
    },
  ],
};
