import { sendLog, type RuleExamples } from '../../examples.js';

const GATEWAY = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'exo-cannot-connect',
  speaks: [
    {
      told: 'a gateway passes on word for word what Exchange Online told it',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,"550 5.4.317 Message expired, cannot connect to remote server(Failed to connect. Winsock error code: 995, Win32 error code: 995)",
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'unknown server',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online was refused',
      because: 'with 10061 somebody answered: connect-refused',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.4.316 Connection refused [Message=Socket error code 10061],
         -,,Local`,
        GATEWAY,
      ),
    },
    {
      told: 'Exchange Online connected, and TLS failed',
      because: 'the connection is innocent when the message within says more',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail],
         -,,Local`,
        GATEWAY,
      ),
    },
    {
      told: 'our own connection timed out',
      because: 'then it is we who do not get out: connect-timeout',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
        -,,Local`),
    },
  ],
};
