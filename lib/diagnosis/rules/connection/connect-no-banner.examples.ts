import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const FABRIKAM = { connector: 'Internet', remote: '198.51.100.80:25' };

export const examples: RuleExamples = {
  rule: 'connect-no-banner',
  speaks: [
    {
      told: 'a firewall takes the connection for a server that is not there',
      log: sendLog(
        `*,,attempting to connect
         +,,
         +300000 -,,Local`,
        FABRIKAM,
      ),
      evidence: [2, 3],
      keyFact: '198.51.100.80:25',
    },
    {
      told: 'the other side looks us up for half a minute and gives up itself',
      log: sendLog(
        `*,,attempting to connect
         +,,
         +30000 -,,Remote(ConnectionReset)`,
        FABRIKAM,
      ),
      evidence: [2, 3],
      keyFact: '198.51.100.80:25',
    },
  ],
  staysSilent: [
    {
      told: 'the connection is cut off after a few milliseconds',
      because: 'that is somebody’s deed and no silence: connect-reset',
      log: sendLog(
        `*,,attempting to connect
         +,,
         +3 -,,Remote(ConnectionReset)`,
        FABRIKAM,
      ),
    },
    {
      told: 'a connection that is not needed any more is closed at once',
      because: 'Exchange opens several, and the mail went over another',
      log: sendLog(`
        *,,attempting to connect
        +,,
        +200 -,,Local`),
    },
    {
      told: 'the greeting comes late, but it comes',
      because: 'RFC 5321 allows five minutes for it',
      log: sendLog(
        `*,,attempting to connect
         +,,
         +40000 <,220 mail.fabrikam.example ESMTP,
         >,QUIT,
         <,221 Bye,
         -,,Local`,
        FABRIKAM,
      ),
    },
    {
      told: 'the file ends just after the connection',
      because: 'the greeting may stand in the next file',
      log: sendLog(`
        *,,attempting to connect
        +,,`),
    },
    {
      told: 'a load balancer looks whether this server is alive',
      because: 'in a receive log it is we who greet, and a probe costs nothing',
      log: receiveLog(
        `+,,
         >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         -,,Remote(SocketError)`,
        { remote: '10.1.1.5:40112' },
      ),
    },
  ],
};
