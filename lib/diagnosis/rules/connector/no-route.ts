import type { ErrorText } from '../../error-text/error-text.js';
import { errorTextRule } from '../connection/quoted-error.js';

interface NoRoute {
  readonly text: string;
}

/**
 * Exchange found no connector for the recipient: the mail lies in the queue “Unreachable”, or goes back with 5.4.4. The texts are not in the protocol
 * log of the server itself, since no session ever begins. A name that DNS does not know has 5.4.4 too, and a rule of its own.
 */
const SIGNS: readonly RegExp[] = [
  /^5\d\d 5\.4\.4 (?!SMTPSEND\.DNS\b).*\b(?:unable to route|no route|ROUTING\.)/i,
  /\bmatching connector (?:can ?not|could not) be found to route\b/i,
  /\bthere is currently no route to\b/i,
  /\bconnector'?s? source (?:hub )?transport servers? (?:are|is) (?:disabled|inactive|not functional)\b/i,
];

/** No send connector is there for the address space. */
export const noRoute = errorTextRule<NoRoute>({
  id: 'no-route',
  title: 'Exchange knows no way to the recipient’s domain',
  severity: 'blocker',
  looksFor:
    'The queue “Unreachable” with “A matching connector cannot be found …”, or “550 5.4.4 … Unable to route”; also when the next server answers so.',

  recognise: ({ text }: ErrorText) => (SIGNS.some((sign) => sign.test(text)) ? { text } : undefined),
  keyFact: () => 'no route',
  sentence: ({ text }, { remote }) =>
    `${remote === undefined ? 'Exchange has' : `${remote.text} says that it has`} no connector or route for the recipient’s domain: ${text}`,

  causes: (_details, { remote }) => [
    {
      id: 'no-connector-for-address-space',
      likelihood: 'likely',
      why: 'No enabled send connector covers the domain: it was removed or disabled, or covers another address space. Settled by Get-SendConnector.',
    },
    {
      id: 'source-server-missing',
      likelihood: 'possible',
      why: 'The connector names source servers that are gone, down or inactive. Settled by SourceTransportServers and Get-ServerComponentState.',
    },
    {
      id: 'scoped-connector',
      likelihood: 'possible',
      why: 'The connector is scoped (IsScopedConnector), so servers of another Active Directory site do not see it. Settled by Get-SendConnector.',
    },
    ...(remote === undefined
      ? []
      : [
          {
            id: 'wrong-next-server',
            likelihood: 'possible' as const,
            why: 'The other server is the wrong one for this domain. Settled by the smart host or MX record that the connector uses.',
          },
        ]),
  ],

  remedy: () => [
    {
      do: 'See which connectors there are, and what each of them covers.',
      command: 'Get-SendConnector | Format-List Name,Enabled,AddressSpaces,SourceTransportServers,IsScopedConnector,SmartHosts',
    },
    {
      do: 'See what waits without a way, and why.',
      command: "Get-Queue | Where-Object DeliveryType -eq 'Unreachable' | Get-Message | Format-List Recipients,LastError",
    },
    {
      do: 'Switch the connector on again, if it was disabled by mistake.',
      command: "Set-SendConnector '<connector>' -Enabled $true",
      caution: 'All mail for its address spaces goes that way at once.',
      verify: 'Get-Queue shows a queue with this next hop, and its session ends with 250.',
      undo: "Set-SendConnector '<connector>' -Enabled $false",
    },
    {
      do: 'Have Exchange look for a way again for what lies in “Unreachable”: the routing has changed, so it must be categorised anew.',
      command: "Get-Queue | Where-Object DeliveryType -eq 'Unreachable' | Retry-Queue -Resubmit $true",
      verify: 'The queue “Unreachable” is empty or gone.',
    },
  ],

  references: [
    {
      title: 'Queues: the Unreachable queue',
      url: 'https://learn.microsoft.com/exchange/mail-flow/queues/queues',
    },
    {
      title: 'Send connector selection in external message routing',
      url: 'https://learn.microsoft.com/exchange/mail-flow/mail-routing/connector-selection',
    },
  ],
});
