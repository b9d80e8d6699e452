import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'poison-message',
  speaks: [
    {
      told: 'another Exchange server gave up a message that made it fail',
      log: sendLog(
        `>,BDAT 4711 LAST,
         <,550 5.3.0 Too many related errors,
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:2525' },
      ),
      evidence: [1, 2],
      keyFact: '550 5.3.0',
    },
  ],
  staysSilent: [
    {
      told: 'a client has made too many mistakes',
      because: 'those are errors of the session, not of a message',
      log: receiveLog(`
        <,MAIL FROM:<x>,
        >,421 4.7.0 Too many errors on this connection closing transmission channel,
        -,,Local`),
    },
    {
      told: 'the other side has a general fault',
      because: '5.3.0 without the words can be anything',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.3.0 Rejected,
        -,,Local`),
    },
  ],
};
