import { powershellString } from '../../diagnosis/powershell.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { InventoryKind } from '../../inventory/kinds.js';
import type { TransportService } from '../../inventory/transport-service.js';
import type { Connector } from '../../inventory/wanted-certificate.js';
import { remedyStep } from '../remedy-step.js';
import { maybeSameServer } from '../same-server.js';
import { toldByExport, type ToldBy } from '../told-by.js';
import { logNameOf, ownConnectors } from './own-connectors.js';
import type { Warning } from './warning.js';

/** A place where no protocol log is written, and the setting that says so. */
export interface BlindSpot {
  /** Of whom the setting is; `undefined` for the connectors that Exchange keeps for itself. */
  readonly connector: Connector | undefined;
  /** The command that sets it, without the value: no two places have the same. */
  readonly setting: string;
  readonly warning: Warning;
}

/** Where no protocol log is written: there Mailflow sees nothing, neither failures nor health. */
export function blindSpots(inventory: Inventory): readonly BlindSpot[] {
  return [...blindConnectors(inventory), ...blindServices(inventory)];
}

function blindConnectors(inventory: Inventory): readonly BlindSpot[] {
  return ownConnectors(inventory).flatMap((connector) => {
    const exported = inventory.exports[connector.direction === 'send' ? 'send-connectors' : 'receive-connectors'];
    if (connector.protocolLogging !== 'None' || exported === undefined) return [];
    const name = logNameOf(connector);
    const cmdlet = connector.direction === 'send' ? 'SendConnector' : 'ReceiveConnector';
    return [
      loggingOff(
        name,
        `Set-${cmdlet} ${powershellString(name)} -ProtocolLoggingLevel`,
        `“${name}” writes no protocol log`,
        toldByExport(exported, name),
        connector,
      ),
    ];
  });
}

type ServiceKind = Extract<InventoryKind, `${string}transport-services`>;

const CMDLETS: Readonly<Record<ServiceKind, string>> = {
  'transport-services': 'TransportService',
  'frontend-transport-services': 'FrontendTransportService',
  'mailbox-transport-services': 'MailboxTransportService',
};

function blindServices(inventory: Inventory): readonly BlindSpot[] {
  return (Object.keys(CMDLETS) as ServiceKind[]).flatMap((kind) => {
    const exported = inventory.exports[kind];
    return (exported?.items ?? []).flatMap((service) => {
      if (exported === undefined || !maybeSameServer(service.name, inventory.server)) return [];
      const toldBy = toldByExport(exported, service.name);
      const set = `Set-${CMDLETS[kind]} ${powershellString(service.name)}`;
      return [...builtInConnectors(service, set, toldBy), ...missingFolders(service, set, toldBy)];
    });
  });
}

/** The connectors that Exchange keeps for itself are no objects of their own: their logging is a setting of the service. */
function builtInConnectors(service: TransportService, set: string, toldBy: ToldBy): readonly BlindSpot[] {
  const settings = [
    ['IntraOrgConnectorProtocolLoggingLevel', 'among your own servers', service.intraOrgConnectorProtocolLogging],
    ['MailboxDeliveryConnectorProtocolLoggingLevel', 'to the mailboxes', service.mailboxDeliveryConnectorProtocolLogging],
  ] as const;
  return settings.flatMap(([property, where, logging]) =>
    logging === 'None'
      ? [
          loggingOff(
            service.name,
            `${set} -${property}`,
            `The built-in connector ${where} writes no protocol log on ${service.name}`,
            toldBy,
          ),
        ]
      : [],
  );
}

function missingFolders(service: TransportService, set: string, toldBy: ToldBy): readonly BlindSpot[] {
  const logs = [
    ['Send', service.sendProtocolLog],
    ['Receive', service.receiveProtocolLog],
  ] as const;
  return logs.flatMap(([side, { path }]) => (path === null ? [withoutFolder(service.name, side, set, toldBy)] : []));
}

function withoutFolder(service: string, side: 'Send' | 'Receive', set: string, toldBy: ToldBy): BlindSpot {
  const setting = `${set} -${side}ProtocolLogPath`;
  return {
    connector: undefined,
    setting,
    warning: {
      id: 'protocol-log-without-folder',
      severity: 'degraded',
      item: service,
      sentence: `${side}ProtocolLogPath of ${service} is empty: no ${side.toLowerCase()} connector of this service can write a protocol log.`,
      due: null,
      withinDays: null,
      step: remedyStep({ do: 'Name a folder for the log.', command: `${setting} '<folder>'` }),
      toldBy: [toldBy],
    },
  };
}

/** @source https://learn.microsoft.com/exchange/mail-flow/connectors/configure-protocol-logging (the defaults) */
const LOGS_TAKE_SPACE =
  'The log takes disk space, by default at most 250 MB and 30 days in each folder, and it names senders, recipients and hosts; the messages are not in it.';

function loggingOff(item: string, setting: string, said: string, toldBy: ToldBy, connector?: Connector): BlindSpot {
  return {
    connector,
    setting,
    warning: {
      id: 'protocol-logging-off',
      severity: 'info',
      item,
      sentence: `${said}: Mailflow is blind there.`,
      due: null,
      withinDays: null,
      step: remedyStep({
        do: 'Turn the protocol log on.',
        command: `${setting} Verbose`,
        caution: LOGS_TAKE_SPACE,
        verify: 'The next session of this connector is in the log.',
        undo: `${setting} None`,
      }),
      toldBy: [toldBy],
    },
  };
}
