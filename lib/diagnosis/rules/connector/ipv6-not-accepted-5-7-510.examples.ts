import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'ipv6-not-accepted-5-7-510',
  speaks: [
    {
      told: 'the server has got an IPv6 address, and prefers it',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,"550 5.7.510 Access denied, [fabrikam.example] does not accept email over IPv6 [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com]",
         -,,Local`,
        { connector: 'Internet', remote: '[2a01:111:f403:c401::1]:25' },
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the IPv6 address has no PTR record',
      because: 'IPv6 is taken there, but not from an address without a name: no-ptr',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,"550 5.7.25 [2001:db8::1] The sending IPv6 address must have a reverse DNS record",
         -,,Local`,
        { connector: 'Internet', remote: '[2a01:111:f403:c401::1]:25' },
      ),
    },
    {
      told: 'Microsoft has banned the sending address',
      because: 'that is 5.7.511, and IPv4 would not help',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.511 Access denied, banned sender[203.0.113.7]",
        -,,Local`),
    },
  ],
};
