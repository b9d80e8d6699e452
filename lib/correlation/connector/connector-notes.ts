import { powershellString } from '../../diagnosis/powershell.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { ReceiveConnector } from '../../inventory/receive-connector.js';
import type { SendConnector } from '../../inventory/send-connector.js';
import type { Note } from '../correlated.js';
import type { Failure } from '../failure.js';
import { listed } from '../phrases.js';
import { citation, type ToldBy } from '../told-by.js';
import { receiveConnectorOf, sendConnectorOf } from './connector-of.js';
import { showConnector } from './show-connector.js';

/** What the settings of the failure's connector add to its understanding. */
export function connectorNotes(failure: Failure, inventory: Inventory): readonly Note[] {
  const send = sendConnectorOf(failure, inventory);
  if (send.found === true) {
    return [...commonNotes(failure, send.item, send.toldBy), ...sendNotes(failure, send.item, send.toldBy)];
  }
  const receive = receiveConnectorOf(failure, inventory);
  return receive.found === true ? commonNotes(failure, receive.item, receive.toldBy) : [];
}

function commonNotes(failure: Failure, connector: SendConnector | ReceiveConnector, toldBy: ToldBy): readonly Note[] {
  const notes: Note[] = [];
  if (connector.protocolLogging === 'None') {
    notes.push({
      id: 'protocol-logging-off',
      weight: 'warning',
      sentence: `“${failure.connector}” no longer writes a protocol log ${citation(toldBy)}: whether it still fails cannot be seen.`,
      command: `Set-${failure.direction === 'send' ? 'Send' : 'Receive'}Connector ${powershellString(failure.connector)} -ProtocolLoggingLevel Verbose`,
      toldBy: [toldBy],
    });
  }
  if (connector.enabled === false) {
    notes.push({
      id: 'connector-disabled',
      weight: 'info',
      sentence: `“${failure.connector}” is disabled ${citation(toldBy)}: it takes no mail any more, and the failure may be history.`,
      command: showConnector(failure),
      toldBy: [toldBy],
    });
  }
  return notes;
}

function sendNotes(failure: Failure, connector: SendConnector, toldBy: ToldBy): readonly Note[] {
  const common = { weight: 'info', command: showConnector(failure), toldBy: [toldBy] } as const;
  const { requireTls, ignoreStartTls, smartHosts, tlsAuthLevel, tlsDomain } = connector;
  const notes: Note[] = [];
  if (ignoreStartTls === true && ABOUT_TLS.test(failure.rule)) {
    notes.push({
      ...common,
      id: 'starttls-ignored',
      weight: 'warning',
      sentence: `IgnoreSTARTTLS of “${failure.connector}” is True ${citation(toldBy)}: Exchange does not see the other side’s STARTTLS and sends in clear.`,
    });
  }
  if (requireTls === true && ABOUT_TLS.test(failure.rule)) {
    notes.push({
      ...common,
      id: 'tls-required',
      sentence: `RequireTLS of “${failure.connector}” is True ${citation(toldBy)}: without TLS no mail leaves, which is right for a hybrid. Leave it so.`,
    });
  }
  // Exchange looks at TlsDomain only for DomainValidation; left over beside another level it does nothing.
  if (tlsAuthLevel === 'DomainValidation' && typeof tlsDomain === 'string' && ABOUT_TLS.test(failure.rule)) {
    notes.push({
      ...common,
      id: 'tls-domain-validated',
      sentence: `With TlsAuthLevel DomainValidation “${failure.connector}” takes only a certificate that names ${tlsDomain} from the other side ${citation(toldBy)}.`,
    });
  }
  if (smartHosts !== undefined && smartHosts.length > 0) {
    notes.push({
      ...common,
      id: 'smart-hosts',
      sentence: `“${failure.connector}” sends to ${listed(smartHosts)} ${citation(toldBy)}.`,
    });
  }
  return notes;
}

const ABOUT_TLS = /^(?:tls|client-cert)-/;
