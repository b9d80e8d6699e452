import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'content-rejected',
  speaks: [
    {
      told: 'the content filter of another Exchange server takes a newsletter for spam',
      log: sendLog(
        `>,BDAT 4711 LAST,
         <,550 5.7.1 Message rejected as spam by Content Filtering,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: '550 5.7.1',
    },
    {
      told: 'a mailbox forwards to the outside',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.520 Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.7.520',
    },
    {
      told: 'our own content filter refuses spam',
      log: receiveLog(`
        <,BDAT 4711 LAST,
        >,550 5.7.1 Message rejected as spam by Content Filtering,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: '550 5.7.1',
    },
    {
      told: 'the excerpt begins behind the message',
      log: sendLog(`
        <,550 5.7.1 Message rejected as spam,
        >,QUIT,
        -,,Local`),
      evidence: [1],
      keyFact: '550 5.7.1',
    },
  ],
  staysSilent: [
    {
      told: 'the address of the sending server is refused before there is a message',
      because: 'nobody has read anything yet',
      log: sendLog(
        `+,,
         <,554 5.7.1 No spam wanted from 203.0.113.7,
         -,,Remote`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'the receiver does not relay',
      because: '5.7.1 means relaying here',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.1 Unable to relay,
        -,,Local`),
    },
    {
      told: 'the spam filter wants the message again later',
      because: '4yz is no verdict on the content',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,451 4.7.1 Greylisted by the spam filter,
        -,,Local`),
    },
  ],
};
