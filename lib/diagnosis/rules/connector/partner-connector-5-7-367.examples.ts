import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'partner-connector-5-7-367',
  speaks: [
    {
      told: 'a gateway passes on word for word what Exchange Online told it',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: '5.7.367',
    },
  ],
  staysSilent: [
    {
      told: 'the next host itself does not relay for us',
      because: 'nobody passed on anything: relay-denied-remote knows it',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,554 5.7.1 Relaying denied,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'Exchange Online cannot tell whose mail it is',
      because: '5.7.64 is about attribution, before anything is passed on',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied,
        -,,Local`),
    },
  ],
};
