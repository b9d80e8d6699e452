import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { isDelivered } from '../../facts/message.js';
import { replyText } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule, type Cause, type RemedyDraft } from '../../rule.js';
import { namedConnector, namedPeer, serverArgument } from '../../words.js';
import { peerKey, peerKind } from '../../facts/peer.js';

interface Inactive {
  /** What was said. */
  readonly text: string;
  /** Exchange's own row says why, and not only the reply. */
  readonly stateLogged: boolean;
}

/** Exchange's own row for it. A probe of Managed Availability is let through, hence “non-probe”. */
const INACTIVE_ROW = /\bRejecting the non-probe message\b.*\bservice is Inactive\b/i;

/** An Exchange server takes no mail because it is told not to: a component is inactive or draining, or the service is stopping. */
export const serviceInactive = rule<Inactive>({
  id: 'service-inactive',
  title: 'An Exchange server takes no mail: its transport is not active',
  severity: 'blocker',
  looksFor:
    '“421 4.3.2 Service not active” “Service not available” or “System not accepting network messages”, or the row “Rejecting the non-probe message and disconnecting as transport service is Inactive”.',

  needs: ({ received, refused }) => received || refused,
  match(session) {
    const { messages } = session;
    // A server that stops says so to whoever is still connected; what was handed over before is safe.
    if (messages.length > 0 && messages.every(isDelivered)) return undefined;
    const row = inactiveRow(session);
    const reply = session.refusals.find(isNotInService);
    const evidence = [row, reply?.record].filter((record): record is LogRecord => record !== undefined);
    if (evidence.length === 0) return undefined;
    const text = reply === undefined ? 'Transport service is Inactive.' : replyText(reply);
    return { evidence, details: { text, stateLogged: row !== undefined } };
  },
  explain({ code, status, text }: ErrorText) {
    const stateLogged = INACTIVE_ROW.test(text);
    const found = stateLogged || (code !== undefined && isNotInService({ code, status, text }));
    return found ? { text, stateLogged } : undefined;
  },
  keyFact: (_details, { direction, remote }) => (direction === 'receive' ? 'this server' : peerKey(remote)),
  sentence: ({ text }, scene) =>
    scene.direction === 'receive'
      ? `${namedConnector(scene)} takes no mail: ${text}`
      : `${scene.remote === undefined ? 'The next server' : namedPeer(scene)} takes no mail from ${namedConnector(scene)}: ${text}`,

  causes: ({ stateLogged }, { direction, remote }) =>
    direction !== 'receive' && peerKind(remote) === 'exchange-online'
      ? [BUSY_IN_THE_CLOUD]
      : [componentInactive(stateLogged), ...otherCauses(stateLogged)],

  remedy: (_details, scene) => {
    if (scene.direction !== 'receive' && peerKind(scene.remote) === 'exchange-online') return [WAIT];
    const server = serverArgument(scene);
    return [
      {
        do: 'On the server that refuses, see which components are not active, and who switched them off.',
        command: `Get-ServerComponentState ${server} | Where-Object State -ne 'Active'; (Get-ServerComponentState ${server} -Component HubTransport).LocalStates`,
      },
      {
        do: 'If the maintenance is over, end it: with the very requester that began it, and HubTransport or FrontendTransport likewise.',
        command: `Set-ServerComponentState ${server} -Component ServerWideOffline -State Active -Requester Maintenance`,
        caution:
          'Ask first whether somebody is still at work on the server. A component stays inactive until each requester that switched it off has switched it on.',
        verify:
          'Get-ServerComponentState shows HubTransport and FrontendTransport Active; the next session is answered with 250 after MAIL FROM.',
        undo: `Set-ServerComponentState ${server} -Component ServerWideOffline -State Inactive -Requester Maintenance`,
      },
      {
        do: 'See whether a connector of Transport (Hub) takes port 25 away from the Front End, and whether a transport agent fails.',
        command: `Get-ReceiveConnector -Server ${server} | Format-Table Identity,TransportRole,Bindings,Enabled; Get-TransportAgent | Format-Table Identity,Enabled,Priority`,
      },
      {
        do: 'A connector of your own on port 25 belongs to the Front End.',
        command: "Set-ReceiveConnector '<connector>' -TransportRole FrontendTransport",
        caution: 'Not the connectors that came with Exchange: “Default <server>” belongs to HubTransport, on port 2525.',
        verify: 'Each port is bound by connectors of one role only.',
        undo: "Set-ReceiveConnector '<connector>' -TransportRole HubTransport",
      },
    ];
  },

  references: [
    {
      title: 'DSNs and NDRs in Exchange Server: 4.3.2 Service not available, Service not active',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
    { title: 'Set-ServerComponentState', url: 'https://learn.microsoft.com/powershell/module/exchange/set-servercomponentstate' },
  ],
});

/** `421 4.3.2` alone is also “too many connections”. */
function isNotInService({ code, status, text }: { code: number; status: string | undefined; text: string }): boolean {
  return (
    code === 421 && status === '4.3.2' && /\bservice (?:is )?not (?:available|active)\b|\bnot accepting network messages\b/i.test(text)
  );
}

function inactiveRow({ session, direction }: SessionFacts): LogRecord | undefined {
  if (direction !== 'receive') return undefined;
  // In which column the text stands differs from build to build.
  return session.records.find(({ event, data, context }) => event === '*' && (INACTIVE_ROW.test(context) || INACTIVE_ROW.test(data)));
}

function componentInactive(stateLogged: boolean): Cause {
  return {
    id: 'component-inactive',
    likelihood: stateLogged ? 'certain' : 'likely',
    why: stateLogged
      ? 'The row says that the transport service is inactive: maintenance mode, or an update that did not finish. Settled by Get-ServerComponentState: who switched it off.'
      : 'The server is in maintenance mode, or an update that did not finish left it so. Settled by Get-ServerComponentState.',
  };
}

function otherCauses(stateLogged: boolean): readonly Cause[] {
  const likelihood = stateLogged ? 'unlikely' : 'possible';
  return [
    {
      id: 'service-stopping',
      likelihood,
      why: 'The transport service is just stopping or starting. Settled by the next sessions: it lasts a minute or two.',
    },
    {
      id: 'connector-port-25-conflict',
      likelihood,
      why: 'A custom receive connector was made for Transport (Hub) on port 25, which is the Front End’s: the two services fight for the port. Settled by Get-ReceiveConnector: TransportRole HubTransport with Bindings on port 25.',
    },
    {
      id: 'transport-agent-incompatible',
      likelihood,
      why: 'A transport agent does not fit the Exchange version, as may happen after an update. Settled by Get-TransportAgent and the application event log.',
    },
  ];
}

const BUSY_IN_THE_CLOUD: Cause = {
  id: 'busy-in-exchange-online',
  likelihood: 'likely',
  why: 'Exchange Online says so of one of its own servers. Settled by waiting: the next try reaches another server.',
};

const WAIT: RemedyDraft = {
  do: 'Nothing here can change it: see whether the queue empties by itself, and if not within an hour, look at the service health in the Microsoft 365 admin center.',
  command: "Get-Queue | Where-Object Status -eq 'Retry' | Format-List NextHopDomain,MessageCount,LastError",
  verify: 'The queue empties at one of the next retries.',
};
