import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connect-reset',
  speaks: [
    {
      told: 'an intrusion prevention system resets the connection request',
      log: sendLog(
        `*,,attempting to connect
         *,,"Failed to connect. Winsock error code: 10054, Win32 error code: 10054, Destination domain: fabrikam.example, Error Message: An existing connection was forcibly closed by the remote host 198.51.100.80:25"
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the connection stands and is closed before the greeting',
      log: sendLog(
        `*,,attempting to connect
         +,,
         +3 -,,Remote(ConnectionReset)`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [2, 3],
      keyFact: '198.51.100.80:25',
    },
  ],
  staysSilent: [
    {
      told: 'a firewall takes the connection for a server that is not there, and drops it after five minutes',
      because: 'nobody cut it: connect-no-banner',
      log: sendLog(`
        *,,attempting to connect
        +,,
        +300000 -,,Remote(ConnectionReset)`),
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
      told: 'a load balancer looks whether this server is alive',
      because: 'in a receive log it is the client that leaves, which costs nothing',
      log: receiveLog(
        `+,,
         >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         -,,Remote(SocketError)`,
        { remote: '10.1.1.5:40112' },
      ),
    },
    {
      told: 'the message was taken, and the other side resets the connection instead of a farewell',
      because: 'a delivered message is delivered',
      log: sendLog(`
        +,,
        <,220 mail.fabrikam.example ESMTP,
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,BDAT 512 LAST,
        <,250 2.0.0 Ok: queued,
        -,,Remote(ConnectionReset)`),
    },
    {
      told: 'the file ends just after the connection',
      because: 'the greeting may stand in the next file',
      log: sendLog(`
        *,,attempting to connect
        +,,`),
    },
    {
      told: 'the other side says why it hangs up',
      because: 'a 554 instead of a greeting is a refusal in words',
      log: sendLog(`
        *,,attempting to connect
        +,,
        <,554 5.7.1 No SMTP service here for you,
        -,,Remote`),
    },
  ],
};
