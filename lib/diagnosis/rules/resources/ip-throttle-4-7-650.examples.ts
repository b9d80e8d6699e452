import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'ip-throttle-4-7-650',
  speaks: [
    {
      told: 'Outlook.com holds much against our address',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"451 4.7.650 The mail server [203.0.113.7] has been temporarily rate limited due to IP reputation. For e-mail delivery information, see https://postmaster.live.com (S775)",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
    {
      told: 'Gmail does the same in its own words',
      log: sendLog(
        `>,DATA,
         <,354 Go ahead,
         <,"421-4.7.0 [203.0.113.7] Our system has detected an unusual rate of unsolicited mail originating from your IP address. 421-4.7.0 To protect our users from spam, mail sent from your IP address has been temporarily rate limited. 421 4.7.0 - gsmtp",
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.26:25' },
      ),
      evidence: [1, 3],
      keyFact: '203.0.113.7',
    },
    {
      told: 'another receiver says it in its own words',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,421 4.7.0 [TSS04] Messages from 203.0.113.7 temporarily deferred due to unexpected volume or user complaints,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online is busy',
      because: 'that is about a new address, not a bad one',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.500 Server busy. Please try again later from [203.0.113.7]. (S77719),
        -,,Local`),
    },
    {
      told: 'our own device sends too fast',
      because: 'that limit is ours',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,421 4.4.2 Message submission rate for this client has exceeded the configured limit,
        -,,Remote`),
    },
  ],
};
