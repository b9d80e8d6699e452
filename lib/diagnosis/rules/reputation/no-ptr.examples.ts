import { sendLog, type RuleExamples } from '../../examples.js';

const INTERNET = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'no-ptr',
  speaks: [
    {
      told: 'the new line has no PTR record',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.7.1 Client host rejected: cannot find your reverse hostname [203.0.113.7],
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
    {
      told: 'the server introduces itself with its short name',
      log: sendLog(
        `>,EHLO EX01,
         <,250 mx.fabrikam.example,
         >,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,504 5.5.2 <EX01>: Helo command rejected: need fully-qualified hostname,
         -,,Local`,
        INTERNET,
      ),
      evidence: [5, 6],
      keyFact: 'EHLO',
    },
    {
      told: 'Exchange Online wants a name for an IPv6 address',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.25 Access denied, the sending IPv6 address [2001:db8::25] must have a reverse DNS record",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '2001:db8::25',
    },
  ],
  staysSilent: [
    {
      told: 'the address stands on a block list',
      because: 'its name is not at issue',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org,
         -,,Local`,
        INTERNET,
      ),
    },
    {
      told: 'the receiver greylists',
      because: '450 4.7.1 has many meanings',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.7.1 <b@fabrikam.example>: Recipient address rejected: Greylisted,
         -,,Local`,
        INTERNET,
      ),
    },
  ],
};
