import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const INTERNET = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'remote-5xx-at-banner',
  speaks: [
    {
      told: 'the receiver does not want our address and does not say why',
      log: sendLog(
        `*,,attempting to connect
         +,,
         <,554 mx.fabrikam.example No SMTP service for you,
         -,,Remote`,
        INTERNET,
      ),
      evidence: [2, 3],
      keyFact: '198.51.100.25',
    },
    {
      told: 'we still say QUIT after the refusal',
      log: sendLog(
        `+,,
         <,521 mx.fabrikam.example does not accept mail,
         >,QUIT,
         <,221 bye,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.25',
    },
  ],
  staysSilent: [
    {
      told: 'the excerpt begins in the middle, with a refused recipient',
      because: 'without the row “+” nobody knows that it was the first word',
      log: sendLog(
        `<,550 5.1.1 User unknown,
         >,QUIT,
         -,,Local`,
        INTERNET,
      ),
    },
    {
      told: 'the other side is busy',
      because: '421 asks to come again',
      log: sendLog(
        `+,,
         <,421 mx.fabrikam.example Too busy,
         -,,Remote`,
        INTERNET,
      ),
    },
    {
      told: 'we greet a stranger with a refusal',
      because: 'in a receive log it is our own word',
      log: receiveLog(
        `+,,
         >,554 5.7.1 Service unavailable,
         -,,Local`,
        { remote: '198.51.100.77:40112' },
      ),
    },
  ],
};
