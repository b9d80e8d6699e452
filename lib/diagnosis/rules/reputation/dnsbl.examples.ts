import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const INTERNET = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'dnsbl',
  speaks: [
    {
      told: 'a receiver asks Spamhaus about our address',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.7,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: 'zen.spamhaus.org',
    },
    {
      told: 'the connection is refused at once for the reputation of our address',
      log: sendLog(
        `+,,
         <,554 Blocked - poor reputation of 203.0.113.7,
         -,,Remote`,
        INTERNET,
      ),
      evidence: [2],
      keyFact: 'unnamed list',
    },
    {
      told: 'a customer of Exchange Online has us on a list of its own',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.513 Service unavailable, Client host [203.0.113.7] blocked by fabrikam.example using Customer Block list (AS16012607)",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'Microsoft has banned the address',
      because: 'that ban is lifted at Microsoft’s portal',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]. To request removal from this list please visit https://sender.office.com/",
        -,,Local`),
    },
    {
      told: 'Microsoft slows the address down for its reputation',
      because: 'that passes by itself',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.650 The mail server [203.0.113.7] has been temporarily rate limited due to IP reputation,
        -,,Local`),
    },
    {
      told: 'our own filter has a stranger on its list',
      because: 'that is us refusing',
      log: receiveLog(`
        <,RCPT TO:<a@contoso.example>,
        >,"550 5.7.1 Recipient not authorized, your IP has been found on a block list",
        -,,Remote`),
    },
    {
      told: 'the other side does not relay for us',
      because: '5.7.1 means relaying here',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,554 5.7.1 Relay access denied,
        -,,Local`),
    },
  ],
};
