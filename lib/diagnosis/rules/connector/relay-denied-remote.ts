import type { Reply } from '../facts/reply.js';
import { replyText } from '../facts/reply.js';
import { powershellString } from '../powershell.js';
import { rule } from '../rule.js';

/** The host that we send to does not relay for us: a wrong smart host, or our address or login is not allowed there. */
export const relayDeniedRemote = rule<Reply>({
  id: 'relay-denied-remote',
  title: 'The other side refuses to relay for us',
  severity: 'blocker',
  looksFor: 'A 5yz reply of the other side that says “relay access denied”, “unable to relay” or carries 5.7.54.',

  match({ direction, replies, session }) {
    if (direction !== 'send') return undefined;
    const reply = replies.find(
      ({ code, status, text }) =>
        code >= 500 &&
        status !== '5.7.64' && // tenant-attribution knows more about it
        (status === '5.7.54' ||
          /\brelay(ing)? (access )?denied\b|\bunable to relay\b|\brelaying (is )?not (allowed|permitted)\b/i.test(text)),
    );
    if (reply === undefined) return undefined;
    const refused = session.records.findLast(
      ({ event, data, sequence }) => event === '>' && /^RCPT/i.test(data) && sequence < reply.record.sequence,
    );
    return { evidence: refused === undefined ? [reply.record] : [refused, reply.record], details: reply };
  },
  keyFact: ({ record }) => record.remoteEndpoint,
  sentence: (reply, { connector, remote }) => `${remote?.text ?? 'The other side'} does not relay for “${connector}”: ${replyText(reply)}`,

  causes: () => [
    {
      id: 'wrong-smart-host',
      likelihood: 'likely',
      why: 'The connector sends to a host that is not responsible for the recipient. Settled by comparing the smart host, or the MX record, with the greeting in the log.',
    },
    {
      id: 'not-allowed-at-smart-host',
      likelihood: 'possible',
      why: 'It is the right host, but it does not know our public address or our login. Settled by asking its operator.',
    },
  ],

  remedy: (_reply, { connector }) => [
    {
      do: 'See where the connector sends to and how it logs on.',
      command: `Get-SendConnector ${powershellString(connector)} | Format-List AddressSpaces,SmartHosts,DNSRoutingEnabled,SmartHostAuthMechanism`,
    },
    {
      do: 'Correct the smart host.',
      command: `Set-SendConnector ${powershellString(connector)} -SmartHosts '<right host>'`,
      caution: 'All mail of this connector goes there at once: note the old value first.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO.',
      undo: 'The same command with the old value.',
    },
    { do: 'If the host is the right one: have its operator allow your public address, or set the login that it asks for.' },
  ],

  references: [
    { title: 'Set-SendConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
    { title: 'RFC 3463, section 3.8: X.7.1 delivery not authorized', url: 'https://www.rfc-editor.org/rfc/rfc3463#section-3.8' },
  ],
});
