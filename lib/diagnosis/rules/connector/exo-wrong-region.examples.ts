import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exo-wrong-region',
  speaks: [
    {
      told: 'the smart host of the hybrid connector is an IP address of Microsoft’s',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35 [AM5EUR03FT059.eop-EUR03.prod.protection.outlook.com],
        >,QUIT,
        -,,Local`),
      evidence: [3, 4],
      keyFact: '451 4.4.62',
    },
    {
      told: 'Exchange Online says it in its newer name',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,451 4.4.62 Mail sent to the wrong Microsoft 365 region. ATTR35,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: '451 4.4.62',
    },
    {
      told: 'a mail gateway sends by an address of its own choice',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,451 4.4.4 Temporary server error. Please try again later ATTR35.,
        -,,Local`),
      evidence: [1, 2],
      keyFact: '451 4.4.4',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online is busy',
      because: 'another 4.4 status is another matter',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,451 4.4.3 Temporary server error. Please try again later ATTR5,
        -,,Local`),
    },
    {
      told: 'a partner’s server of the same name refuses a client of ours',
      because: 'in a receive log the reply would be ours, and we have no region',
      log: receiveLog(`
        <,RCPT TO:<b@contoso.example>,
        >,451 4.4.62 Mail sent to the wrong Office 365 region,
        -,,Remote`),
    },
  ],
};
