import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'transport-rule-reject',
  speaks: [
    {
      told: 'a rule of the tenant refuses mail with a certain attachment',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy [DB8PEPF00000001.eurprd02.prod.outlook.com],
        >,QUIT,
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.7.1',
    },
    {
      told: 'our own rule has a status of its own',
      log: receiveLog(`
        <,BDAT 4711 LAST,
        >,"550 5.7.900 Delivery not authorized, message refused",
        -,,Remote`),
      evidence: [1, 2],
      keyFact: '550 5.7.900',
    },
  ],
  staysSilent: [
    {
      told: 'a spam filter refuses the message',
      because: '5.7.1 means content here',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.7.1 Message rejected as spam by Content Filtering,
        -,,Local`),
    },
    {
      told: 'a group takes no mail from outside',
      because: 'that is the recipient’s restriction, not a rule',
      log: sendLog(`
        >,RCPT TO:<all-staff@contoso.example>,
        <,550 5.7.1 RESOLVER.RST.AuthRequired; authentication required,
        -,,Local`),
    },
  ],
};
