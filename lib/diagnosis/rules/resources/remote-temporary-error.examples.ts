import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'remote-temporary-error',
  speaks: [
    {
      told: 'a front end of Exchange Online does not reach its back end for a moment',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,451 4.7.0 Temporary server error. Please try again later. PRX4 NextHop:DB8PEPF00000001 [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'Exchange Online PRX4',
    },
    {
      told: 'a busy server does not greet',
      log: sendLog(
        `+,,
         <,421 mx.fabrikam.example Too busy,
         -,,Remote`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.25 greeting',
    },
  ],
  staysSilent: [
    {
      told: 'the service of the other side is stopped',
      because: '4.3.2 is what service-inactive knows about',
      log: sendLog(
        `+,,
         <,421 4.3.2 Service not available,
         -,,Remote`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:2525' },
      ),
    },
    {
      told: 'the smart host is of another region',
      because: 'ATTR35 does not pass by itself',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35 [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
    },
    {
      told: 'a receiver refuses our address for good',
      because: '554 is no temporary error',
      log: sendLog(
        `+,,
         <,554 mx.fabrikam.example No SMTP service for you,
         -,,Remote`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'our own front end puts a client off',
      because: 'that trouble is ours, and auth-proxy-front-end names it',
      log: receiveLog(`
        <,RCPT TO:<a@contoso.example>,
        >,451 4.7.0 Temporary server error. Please try again later. PRX5,
        -,,Remote`),
    },
  ],
};
