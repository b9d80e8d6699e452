import { receiveLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'org-queue-quota',
  speaks: [
    {
      told: 'an alarm has filled the queues',
      log: receiveLog(
        `<,MAIL FROM:<alarm@contoso.example>,
         *,,Rejecting the message QQ limit was exceeded. (alarm)
         >,450 4.3.2 Service temporarily unavailable,
         -,,Remote`,
        { connector: 'EX01\\Default EX01', remote: '10.1.1.10:2525' },
      ),
      evidence: [2, 3],
      keyFact: 'queue quota',
    },
  ],
  staysSilent: [
    {
      told: 'a client writes the words into a message',
      because: 'only Exchange’s own row counts',
      log: receiveLog(`
        <,MAIL FROM:<QQ limit was exceeded@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        -,,Remote`),
    },
    {
      told: 'the server is short of disk space',
      because: 'that is back pressure, and hits all senders',
      log: receiveLog(`
        <,MAIL FROM:<b@fabrikam.example>,
        >,452 4.3.1 Insufficient system resources (UsedDiskSpace),
        -,,Remote`),
    },
  ],
};
