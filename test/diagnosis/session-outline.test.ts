import { factsOf } from '../../lib/diagnosis/facts/session-facts.js';
import { comparableDomain, MAX_WORDS, messageIdOf, outlineOf } from '../../lib/diagnosis/session-outline.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { sessionIn } from './session-in.js';

function outline(rows: string) {
  return outlineOf(factsOf(sessionIn(sendLog(rows))));
}

describe('what a session can be found by', () => {
  it('is the message, the domains of its envelope and the codes of what refused it', () => {
    expect(
      outline(`+,,
<,220 ready,
>,EHLO us,
<,250 offers SIZE,
*,,sending message with RecordId 113 and InternetMessageId <7f3a@contoso.com>
>,MAIL FROM:<anna@Contoso.COM> SIZE=1000,
<,250 Ok,
>,RCPT TO:<bob@müller.example>,
<,550 5.7.64 TenantAttribution; Relay Access Denied,
>,QUIT,
<,221 bye,
-,,Local`),
    ).toMatchObject({
      codes: ['550', '5.7.64'],
      messageIds: ['7f3a@contoso.com'],
      senderDomains: ['contoso.com'],
      recipientDomains: ['xn--mller-kva.example'],
    });
  });

  it('has no domain of a bounce’s sender', () => {
    expect(outline('+,,\n>,MAIL FROM:<>,\n<,550 5.1.8 Access denied,\n-,,Local')).toMatchObject({
      senderDomains: [],
      codes: ['550', '5.1.8'],
    });
  });

  it('is bounded, whatever a stranger sends', () => {
    const recipients = Array.from({ length: 50 }, (_, index) => `>,RCPT TO:<a@d${index}.example>,\n<,550 5.1.1 User unknown,`);
    expect(outline(`+,,\n>,MAIL FROM:<a@b.example>,\n<,250 Ok,\n${recipients.join('\n')}\n-,,Local`).recipientDomains).toHaveLength(
      MAX_WORDS,
    );
  });

  it.each([
    ['Contoso.com.', ['contoso.com']],
    ['MÜLLER.example', ['xn--mller-kva.example']],
    ['[192.0.2.1]', []],
    ["x' or '1' eq '1", []],
    ['a b.example', []],
    ['', []],
  ])('takes %j for the domain %j', (name, domain) => {
    expect(comparableDomain(name)).toEqual(domain);
  });

  it('takes a message-id with or without its angle brackets for the same', () => {
    expect(messageIdOf(' <a@b> ')).toEqual(messageIdOf('a@b'));
    expect(messageIdOf('<>')).toEqual([]);
    expect(messageIdOf(`<${'x'.repeat(1_000)}@b>`)).toEqual([]);
  });
});
