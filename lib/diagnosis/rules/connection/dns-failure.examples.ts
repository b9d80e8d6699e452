import { sendLog, type RuleExamples } from '../../examples.js';

const BY_THE_FRONT_END = { connector: 'Internet', remote: '10.1.1.21:717' };

export const examples: RuleExamples = {
  rule: 'dns-failure',
  speaks: [
    {
      told: 'the Front End sends for the connector, and its name server does not know the domain',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25 DESTINATIONS=fabrikam.example,
         <,450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 DNS query failed. The error was: SMTPSEND.DNS.NonExistentDomain; nonexistent domain',
         -,,Local`,
        BY_THE_FRONT_END,
      ),
      evidence: [1, 2],
      keyFact: 'nonexistent',
    },
    {
      told: 'no name server answers it',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25 DESTINATIONS=fabrikam.example,
         <,450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorTimeout',
         -,,Local`,
        BY_THE_FRONT_END,
      ),
      evidence: [1, 2],
      keyFact: 'unanswered',
    },
    {
      told: 'a probe finds that there is no such name',
      log: sendLog(
        `*,,"DNS query failed with error InfoDomainNonexistent, Destination domain: fabrikam.invalid"
         -,,Local`,
        { remote: '' },
      ),
      evidence: [1],
      keyFact: 'fabrikam.invalid',
    },
  ],
  staysSilent: [
    {
      told: 'the other side does not find the sender’s domain',
      because: 'that is its own look-up, about who we say we are',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.invalid>,
        <,450 4.1.8 <a@contoso.invalid>: Sender address rejected: Domain not found,
        -,,Local`),
    },
    {
      told: 'the next server has no connector for the domain',
      because: '5.4.4 is for routes too: no-route',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.4.4 ROUTING.NoConnectorForAddressType; unable to route for address type,
        -,,Local`),
    },
  ],
};
