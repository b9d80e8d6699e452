import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';

/** The host that we send to does not relay for us: a wrong smart host, or our address or login is not allowed there. */
export const relayDeniedRemote = replyRule({
  id: 'relay-denied-remote',
  title: 'The other side refuses to relay for us',
  severity: 'blocker',
  looksFor: 'A reply of the other side that says “relay access denied”, “unable to relay” or carries 5.7.54.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.54' },
    // 5.7.64 is tenant-attribution, which knows more about it.
    {
      code: [4, 5],
      status: /^(?!5\.7\.64$)/,
      text: /\brelay(ing)? (access )?denied\b|\bunable to relay\b|\brelaying (is )?not (allowed|permitted)\b|\ballowed rcpthosts\b/i,
    },
  ],

  keyFact: (_refusal, scene) => namedPeer(scene),
  sentence: ({ code, status, text }, scene) =>
    `${scene.remote === undefined ? 'The other side' : namedPeer(scene)} does not relay for ${namedConnector(scene)}: ${[code, status, text].filter((part) => part !== undefined).join(' ')}`,

  causes: () => [
    {
      id: 'wrong-smart-host',
      likelihood: 'likely',
      why: 'The connector sends to a host that is not responsible for the recipient. Settled by comparing the smart host, or the MX record, with the greeting in the log.',
    },
    {
      id: 'dns-mx-wrong',
      likelihood: 'possible',
      why: 'The connector follows DNS, and DNS leads astray: the own domain to an inside server, or an MX record to the gateway of yesterday. Settled by Resolve-DnsName -Type MX from this server, and the host that greets in the log.',
    },
    {
      id: 'not-allowed-at-smart-host',
      likelihood: 'possible',
      why: 'It is the right host, but it does not know our public address or our login. Settled by asking its operator.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See where the connector sends to and how it logs on.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List AddressSpaces,SmartHosts,DNSRoutingEnabled,SmartHostAuthMechanism`,
    },
    {
      do: 'Correct the smart host.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHosts '<right host>'`,
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
