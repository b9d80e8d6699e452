import { minute } from '../correlation/phrases.js';
import { remedyStep } from '../correlation/remedy-step.js';
import { observationId, type Observation } from '../diagnosis/observation.js';
import { powershellString } from '../diagnosis/powershell.js';
import type { RemedyStep } from '../diagnosis/rule.js';
import type { Stream } from '../log/log-file.js';
import type { Direction } from '../log/record.js';
import { fellSilent, isNeverQuietFor, keepsHabit, silentHours, type ConnectorHours, type Silence } from './habit.js';
import type { Holding } from './observation-life.js';
import { PROTOCOL_LOGGING } from './protocol-logging-reference.js';
import { DAY, type Watch } from './watch.js';

/** A connector of a tenant, and what it did. */
export interface WatchedConnector extends ConnectorHours {
  /** `null` for a send connector: its mail goes over to another server, and that is no silence. */
  readonly server: string | null;
  readonly stream: Stream;
  readonly connector: string;
  readonly direction: Direction;
  /** All its servers ship: if it had sessions, they would be known. */
  readonly isHeard: boolean;
}

/** The connectors of a tenant. Times are milliseconds since 1970, UTC. */
export interface WatchedConnectors {
  readonly connectors: readonly WatchedConnector[];
  /** The end of the last hour that was looked at. */
  readonly until: number;
  readonly holding: Holding;
}

/** Others that keep their habit, so that it is no holiday. */
const LEAST_COMPANIONS = 2;
const COMPANIONS_THAT_KEEP_IT = 2 / 3;

/** By then nobody waits for it any more, and what was its habit is no habit. */
const FORGET_AFTER = 35 * DAY;

const HOUR = 3_600_000;

/**
 * Connectors that have had no session for a while, at a time of the week at which they had some in each of the last weeks. No session fails there, so
 * nothing else tells of it: mail takes another way, waits elsewhere, or is not logged any more.
 *
 * It is said only when it is no holiday: of a connector that never rests, or while most others of the tenant that rest by night or at the weekend work as usual. In
 * doubt nothing is said. Once said, it holds until there is a session.
 */
export const connectorSilent: Watch<WatchedConnectors> = {
  id: 'connector-silent',
  observe: (seen) => {
    const held = [...seen.holding].filter(([, { watch }]) => watch === connectorSilent.id);
    const byId = new Map(seen.connectors.map((connector) => [observationId(draftOf(connector)), connector]));
    const still = held.filter(([id, observation]) => isStillSilent(byId.get(id)?.recent ?? [], observation, seen.until));
    const fallen = [...byId].flatMap(([id, connector]) => {
      const silence = connector.isHeard && !seen.holding.has(id) ? fellSilent(connector) : undefined;
      return silence !== undefined && isNoHoliday(connector, silence, seen) ? [observationOf(connector, silence, seen.until)] : [];
    });
    return [...still.map(([, observation]) => observation), ...fallen];
  },
};

function isStillSilent(recent: readonly number[], { since }: Observation, until: number): boolean {
  const hours = silentHours(recent);
  const quiet = hours === recent.length || until - hours * HOUR <= Date.parse(since);
  return quiet && until - Date.parse(since) < FORGET_AFTER;
}

function isNoHoliday(connector: WatchedConnector, { hours, workingHours }: Silence, { connectors }: WatchedConnectors): boolean {
  if (isNeverQuietFor(hours, connector)) return true;
  const others = connectors.filter((other) => other !== connector && other.isHeard);
  const companions = others.map((other) => keepsHabit(workingHours, other)).filter((keeps) => keeps !== undefined);
  return companions.length >= LEAST_COMPANIONS && companions.filter(Boolean).length >= companions.length * COMPANIONS_THAT_KEEP_IT;
}

function draftOf({ server, connector, stream }: WatchedConnector) {
  return { watch: connectorSilent.id, server, connector, keyFact: stream };
}

function observationOf(connector: WatchedConnector, { hours, usual }: Silence, until: number): Observation {
  const { server, stream, connector: name } = connector;
  const since = until - hours * HOUR;
  return {
    ...draftOf(connector),
    severity: 'degraded',
    title: 'A connector has fallen silent',
    summary: `“${name}”${server === null ? '' : ` on ${server}`} (${stream}) has had no session since ${minute(since)}, for ${hours} hours. At this time of the week it had ${usual.least} to ${usual.most} in the weeks before.`,
    since: new Date(since).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'mail-goes-elsewhere',
        likelihood: 'possible',
        why: 'The connector was disabled, or mail takes another one: a new connector with the same address space, another MX record, another smart host before it.',
      },
      {
        id: 'not-logged-any-more',
        likelihood: 'possible',
        why: 'Its protocol log was turned off, or goes to another folder. ProtocolLoggingLevel settles it.',
      },
      {
        id: 'sender-stopped',
        likelihood: 'possible',
        why: 'What used to send over it does so no more: an application, a device, the transport service itself.',
      },
    ],
    remedy: remedyFor(connector),
    references: [PROTOCOL_LOGGING],
  };
}

function remedyFor({ connector, direction }: WatchedConnector): readonly RemedyStep[] {
  const cmdlet = direction === 'send' ? 'SendConnector' : 'ReceiveConnector';
  return [
    remedyStep({
      do: 'See whether it is enabled, and logged.',
      command: `Get-${cmdlet} ${powershellString(connector)} | Format-List Enabled,ProtocolLoggingLevel,WhenChanged`,
    }),
    direction === 'send'
      ? remedyStep({ do: 'See whether mail waits for it.', command: 'Get-Queue | Sort-Object MessageCount -Descending' })
      : remedyStep({
          do: 'See whether the transport services run.',
          command: 'Get-Service MSExchangeTransport,MSExchangeFrontEndTransport',
        }),
    remedyStep({
      do: 'Log it again, if it is not.',
      command: `Set-${cmdlet} ${powershellString(connector)} -ProtocolLoggingLevel Verbose`,
      undo: `Set-${cmdlet} ${powershellString(connector)} -ProtocolLoggingLevel None`,
    }),
  ];
}
