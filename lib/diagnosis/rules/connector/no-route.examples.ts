import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'no-route',
  speaks: [
    {
      told: 'the next Exchange server has no connector for the domain',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Sender OK,
         >,RCPT TO:<b@fabrikam.example>,
         <,550 5.4.4 ROUTING.NoConnectorForAddressType; unable to route for address type,
         -,,Local`,
        { connector: 'To head office', remote: '10.1.1.20:25' },
      ),
      evidence: [3, 4],
      keyFact: 'no route',
    },
  ],
  staysSilent: [
    {
      told: 'DNS does not know the domain',
      because: 'there is a connector, only no address: dns-failure',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain,
         -,,Local`,
        { connector: 'To head office', remote: '10.1.1.20:25' },
      ),
    },
    {
      told: 'the next server does not relay',
      because: 'it has a way, but not for us',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
         -,,Local`,
        { connector: 'To head office', remote: '10.1.1.20:25' },
      ),
    },
  ],
};
