import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const SETTING = { connector: 'Internet', remote: '198.51.100.25:587' };

export const examples: RuleExamples = {
  rule: 'auth-smarthost-failed',
  speaks: [
    {
      told: 'the provider has changed the password of the smart host',
      log: sendLog(
        `>,EHLO mail.contoso.example,
         <,250  smtp.provider.example SIZE 52428800 AUTH LOGIN PLAIN 8BITMIME,
         >,AUTH LOGIN,
         <,334 <authentication response>,
         <,535 5.7.8 Error: authentication failed,
         >,QUIT,
         <,221 2.0.0 Bye,
         -,,Local`,
        SETTING,
      ),
      evidence: [3, 5],
      keyFact: '198.51.100.25',
    },
    {
      told: 'the smart host wants a logon, and the connector has none',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,530 5.7.1 Authentication required,
         >,QUIT,
         -,,Local`,
        SETTING,
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.25',
    },
  ],
  staysSilent: [
    {
      told: 'a group takes mail from authenticated senders only',
      because: 'the server accepts us, the recipient does not: restricted-recipient-5-7-1',
      log: sendLog(`
        >,RCPT TO:<all@contoso.example>,
        <,550 5.7.1 RESOLVER.RST.AuthRequired; authentication required,
        -,,Local`),
    },
    {
      told: 'the smart host wants TLS first',
      because: 'STARTTLS is no logon',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,530 5.7.0 Must issue a STARTTLS command first,
         -,,Local`,
        SETTING,
      ),
    },
    {
      told: 'an Exchange server of our own refuses the logon',
      because: 'X-EXPS is Kerberos between servers, and no password is set anywhere: auth-exchange-temporary',
      log: sendLog(
        `>,X-EXPS GSSAPI,
         *,,Outbound Authentication failed with LogonDenied
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.20:2525' },
      ),
    },
    {
      told: 'a client fails to log on here',
      because: 'in a receive log we are the one who refuses: auth-logon-denied',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,535 5.7.3 Authentication unsuccessful,
        -,,Remote`),
    },
    {
      told: 'the logon fails once and then succeeds',
      because: 'the mail went out',
      log: sendLog(
        `>,AUTH LOGIN,
         <,535 5.7.8 Error: authentication failed,
         >,AUTH LOGIN,
         <,235 2.7.0 Authentication successful,
         -,,Local`,
        SETTING,
      ),
    },
  ],
};
