import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'auth-proxy-front-end',
  speaks: [
    {
      told: 'the Front End cannot resolve the name of its own server',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        *,,Setting up inbound proxy session failed with error: 451 4.7.0 Temporary server error. Please try again later. PRX2
        >,451 4.7.0 Temporary server error. Please try again later. PRX2,
        <,QUIT,
        >,221 2.0.0 Service closing transmission channel,
        -,,Local`),
      evidence: [1, 2, 3],
      keyFact: 'PRX2',
    },
    {
      told: 'a mail client has logged on, and Transport refuses the session',
      log: receiveLog(
        `<,AUTH LOGIN,
         >,334 <authentication response>,
         >,451 4.7.0 Temporary server error. Please try again later. PRX4,
         -,,Local`,
        { connector: 'EX01\\Client Frontend EX01', remote: '10.1.5.31:40112' },
      ),
      evidence: [1, 3],
      keyFact: 'PRX4',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online has a temporary error of its own',
      because: 'in a send log it is the other side’s, and passes',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,451 4.7.0 Temporary server error. Please try again later. PRX9 RemoteHost: PH7P222CA0012. ErrorCode 10054 [SA2PEPF00000F15.namprd03.prod.outlook.com],
        -,,Local`),
    },
    {
      told: 'greylisting asks a sender to come again',
      because: 'another temporary refusal has nothing to do with Transport',
      log: receiveLog(`
        <,RCPT TO:<b@contoso.example>,
        >,451 4.7.1 Please try again later,
        -,,Remote`),
    },
  ],
};
