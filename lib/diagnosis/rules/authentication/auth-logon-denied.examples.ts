import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'auth-logon-denied',
  speaks: [
    {
      told: 'somebody on the internet tries a password',
      log: receiveLog(
        `+,,
         >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO [95.10.20.33],
         >,250  mail.contoso.example Hello [95.10.20.33] SIZE 37748736 AUTH NTLM LOGIN 8BITMIME,
         <,AUTH LOGIN,
         >,334 <authentication response>,
         *,,Inbound AUTH LOGIN failed because of LogonDenied
         *,,User Name: username@contoso.example
         *,Tarpit for '0.00:00:05',
         +5000 >,535 5.7.3 Authentication unsuccessful,
         -,,Remote`,
        { remote: '95.10.20.33:56026' },
      ),
      evidence: [5, 7, 10],
      keyFact: 'the internet',
    },
    {
      told: 'a scanner in the house still has the old password',
      log: receiveLog(
        `<,AUTH LOGIN,
         >,334 <authentication response>,
         *,,Inbound AUTH LOGIN failed because of LogonDenied
         >,535 5.7.3 Authentication unsuccessful,
         -,,Remote`,
        { remote: '10.1.5.20:40112' },
      ),
      evidence: [1, 3, 4],
      keyFact: '10.1.5.20',
    },
    {
      told: 'the excerpt begins in the middle of the logon',
      log: receiveLog(
        `>,334 <authentication response>,
         >,535 5.7.3 Authentication unsuccessful,
         -,,Remote`,
        { connector: 'EX01\\Client Frontend EX01', remote: '10.1.1.60:40112' },
      ),
      evidence: [2],
      keyFact: '10.1.1.60',
    },
  ],
  staysSilent: [
    {
      told: 'the second attempt succeeds',
      because: 'a typing error is no finding',
      log: receiveLog(`
        <,AUTH LOGIN,
        *,,Inbound AUTH LOGIN failed because of LogonDenied
        >,535 5.7.3 Authentication unsuccessful,
        <,AUTH LOGIN,
        *,CONTOSO\\scanner,authenticated
        >,235 2.7.0 Authentication successful,
        -,,Remote`),
    },
    {
      told: 'the client asks for a mechanism that is not offered',
      because: 'a 504 says nothing about the password: auth-unrecognized-type',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,504 5.7.4 Unrecognized authentication type,
        -,,Remote`),
    },
    {
      told: 'another Exchange server cannot log on',
      because: 'X-EXPS is Kerberos between servers: auth-exchange-temporary',
      log: receiveLog(`
        <,X-EXPS GSSAPI,
        *,,Inbound AUTH GSSAPI failed because of LogonDenied
        >,535 5.7.3 Authentication unsuccessful,
        -,,Remote`),
    },
    {
      told: 'a smart host refuses our own logon',
      because: 'then it is this server that has the wrong password: auth-smarthost-failed',
      log: sendLog(`
        >,AUTH LOGIN,
        <,535 5.7.3 Authentication unsuccessful,
        -,,Local`),
    },
  ],
};
