import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'bare-linefeed',
  speaks: [
    {
      told: 'an old program’s message meets a server without BDAT',
      log: sendLog(
        `>,DATA,
         <,354 go ahead,
         <,550 5.6.11 Bare line feeds are illegal,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 3],
      keyFact: '550 5.6.11',
    },
    {
      told: 'the other side says it without a status',
      log: sendLog(
        `>,DATA,
         <,354 go ahead,
         <,521 Bare LF received. See the SMTP standard,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 3],
      keyFact: '521',
    },
  ],
  staysSilent: [
    {
      told: 'the message is refused as spam',
      because: 'its line ends are not at issue',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.7.1 Message rejected as spam by Content Filtering,
        -,,Local`),
    },
    {
      told: 'the other side offers no CHUNKING and takes the message',
      because: 'only messages with bare line feeds need it',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,250  mx.fabrikam.example SIZE 52428800 8BITMIME,
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,DATA,
        <,354 go ahead,
        <,250 2.0.0 Ok,
        -,,Local`),
    },
  ],
};
