import { sendLog, type RuleExamples } from '../../examples.js';

const GATEWAY = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'queue-expired',
  speaks: [
    {
      told: 'a gateway passes on what became of the mail behind it',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 4.4.7 QUEUE.Expired; message expired,
         -,,Local`,
        GATEWAY,
      ),
      evidence: [1, 2],
      keyFact: 'expired',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online names what kept the mail from going on',
      because: '5.4.317 has expired too, and says why: exo-cannot-connect',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,"550 5.4.317 Message expired, cannot connect to remote server(Failed to connect. Winsock error code: 995, Win32 error code: 995)",
         -,,Local`,
        GATEWAY,
      ),
    },
    {
      told: 'the other side’s password has expired',
      because: 'no message waited for anything',
      log: sendLog(
        `>,AUTH LOGIN,
         <,535 5.7.8 Password expired,
         -,,Local`,
        GATEWAY,
      ),
    },
  ],
};
