import { receiveLog, sendLog } from '../../../lib/diagnosis/examples.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { replyText } from '../../../lib/diagnosis/facts/reply.js';
import { fixtureSession } from '../fixture-session.js';
import { sessionIn } from '../session-in.js';

describe('which reply answers which command', () => {
  it.each([
    {
      told: 'one after the other',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,250  mail.fabrikam.example Hello SIZE STARTTLS,
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,`),
      answers: { EHLO: '250 mail.fabrikam.example Hello SIZE STARTTLS', MAIL: '250 2.1.0 Ok' },
    },
    {
      told: 'pipelined: commands first, replies after, in the same order',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.0 Sender OK,
        <,550 5.1.1 User unknown,`),
      answers: { MAIL: '250 2.1.0 Sender OK', RCPT: '550 5.1.1 User unknown' },
    },
    {
      told: 'a reply of several rows, as older builds log it',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,250-mail.fabrikam.example Hello,
        <,250-SIZE 1000,
        <,250 STARTTLS,
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,`),
      answers: { EHLO: '250 mail.fabrikam.example Hello SIZE 1000 STARTTLS', STARTTLS: '220 2.0.0 SMTP server ready' },
    },
    {
      told: 'DATA: the reply to the message, not the go-ahead',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,DATA,
        >,354 Start mail input; end with <CRLF>.<CRLF>,
        >,250 2.6.0 Queued mail for delivery,`),
      answers: { MAIL: '250 2.1.0 Sender OK', DATA: '250 2.6.0 Queued mail for delivery' },
    },
    {
      told: 'the excerpt begins between MAIL and its reply',
      log: receiveLog(`
        <,RCPT TO:<user@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        >,550 5.7.1 Unable to relay,`),
      answers: { RCPT: '550 5.7.1 Unable to relay' },
    },
    {
      told: 'a logon of several steps',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,334 <authentication response>,
        >,334 <authentication response>,
        >,235 2.7.0 Authentication successful,`),
      answers: { AUTH: '235 2.7.0 Authentication successful' },
    },
    {
      told: 'a logon between servers, whose second row Exchange withholds',
      log: sendLog(`
        >,X-EXPS EXCHANGEAUTH SHA256 ,
        >,<Binary Data>,
        <,235 <authentication response>,
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,DATA,
        <,354 Start mail input; end with <CRLF>.<CRLF>,
        <,250 2.6.0 Queued mail for delivery,`),
      answers: {
        'X-EXPS': '235 <authentication response>',
        MAIL: '250 2.1.0 Sender OK',
        DATA: '250 2.6.0 Queued mail for delivery',
      },
    },
    {
      told: 'a web page has turned the quotes into typographic ones',
      log: sendLog(`
        >,QUIT,
        <,”221 2.0.0 Service closing transmission channel″,`),
      answers: { QUIT: '221 2.0.0 Service closing transmission channel″' },
    },
  ])('$told', ({ log, answers }) => {
    const { commands } = factsOf(sessionIn(log));
    const found = Object.fromEntries(commands.map(({ verb, reply }) => [verb, reply === undefined ? 'none' : replyText(reply)]));
    expect(found).toEqual(answers);
  });

  it('keeps the greeting apart from the answers', () => {
    const { greeting, commands } = factsOf(fixtureSession('26-recon-healthy-hybrid-delivery.log'));
    expect(greeting?.reply.text).toMatch(/^DB8EUR05FT012\.mail\.protection\.outlook\.com Microsoft ESMTP MAIL Service ready/);
    expect(commands.every(({ reply }) => reply !== undefined)).toBe(true);
  });
});
