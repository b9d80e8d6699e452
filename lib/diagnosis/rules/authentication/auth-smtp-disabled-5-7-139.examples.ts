import { sendLog, type RuleExamples } from '../../examples.js';

const SETTING = { connector: 'Scanner to the cloud', remote: '52.98.1.20:587' };

export const examples: RuleExamples = {
  rule: 'auth-smtp-disabled-5-7-139',
  speaks: [
    {
      told: 'SMTP AUTH is switched off in the tenant',
      log: sendLog(
        `>,AUTH LOGIN,
         <,334 <authentication response>,
         <,"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [AM6PR0732BE0065.eurprd07.prod.outlook.com]",
         *,,Outbound Authentication failed with LogonDenied
         >,QUIT,
         -,,Local`,
        SETTING,
      ),
      evidence: [1, 3, 4],
      keyFact: 'tenant',
    },
    {
      told: 'only the reply was logged, and the password is wrong',
      log: sendLog(
        `>,AUTH LOGIN,
         <,334 <authentication response>,
         <,"535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [AM6PR0732BE0065.eurprd07.prod.outlook.com]",
         -,,Local`,
        SETTING,
      ),
      evidence: [1, 3],
      keyFact: 'credentials',
    },
  ],
  staysSilent: [
    {
      told: 'another smart host refuses the password',
      because: 'that is 5.7.8 or 5.7.3, and has nothing to do with SMTP AUTH in Exchange Online',
      log: sendLog(
        `>,AUTH LOGIN,
         <,535 5.7.8 Error: authentication failed,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:587' },
      ),
    },
    {
      told: 'the logon succeeds, and the sender address is refused',
      because: 'then the account is not the sender: auth-send-as-5-7-60',
      log: sendLog(
        `>,AUTH LOGIN,
         <,235 2.7.0 Authentication successful,
         >,MAIL FROM:<a@contoso.example>,
         <,550 5.7.60 SMTP; Client does not have permissions to send as this sender,
         -,,Local`,
        SETTING,
      ),
    },
  ],
};
