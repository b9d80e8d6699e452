import { listed } from '../correlation/phrases.js';
import { remedyStep } from '../correlation/remedy-step.js';
import type { DeletedUnread } from '../contract/heartbeat.js';
import type { Observation } from '../diagnosis/observation.js';
import { powershellString } from '../diagnosis/powershell.js';
import type { RemedyStep } from '../diagnosis/rule.js';
import { directionOfStream, type Stream } from '../log/log-file.js';
import { PROTOCOL_LOGGING } from './protocol-logging-reference.js';
import type { Watch } from './watch.js';
import type { WatchedServers } from './watched-servers.js';

/** Log files that a sentence names; of more it says how many. */
const NAMED_FILES = 3;

/**
 * Logs that were deleted before they were shipped, as the shipper tells. They can't be had any more; that it does not happen again can. One
 * observation a stream: a shipper that is far behind loses many files at once.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/configure-protocol-logging (Exchange keeps 250 MB and 30 days in a folder by default)
 */
export const logDeletedUnread: Watch<WatchedServers> = {
  id: 'log-deleted-unread',
  observe: ({ servers }) =>
    servers.flatMap(({ server, heartbeat, receivedAt }) =>
      [...new Set(heartbeat.deletedUnread.map(({ stream }) => stream))].map((stream) =>
        observationOf(
          server,
          stream,
          heartbeat.deletedUnread.filter((lost) => lost.stream === stream),
          receivedAt,
        ),
      ),
    ),
};

function observationOf(server: string, stream: Stream, lost: readonly DeletedUnread[], receivedAt: number): Observation {
  const bytes = lost.reduce((sum, file) => sum + file.bytes, 0);
  const names = lost.map(({ file }) => file).sort();
  const more = names.length - NAMED_FILES;
  const files = more <= 0 ? listed(names) : `${names.slice(0, NAMED_FILES).join(', ')} and ${more} more`;
  return {
    watch: logDeletedUnread.id,
    severity: 'degraded',
    title: 'Logs were deleted before they were shipped',
    summary: `On ${server}, ${bytes} bytes of ${stream} were deleted before the shipper had read them: ${files}. What failed in them is not known to Mailflow.`,
    server,
    connector: null,
    keyFact: stream,
    since: new Date(receivedAt).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'log-folder-full',
        likelihood: 'likely',
        why: 'Exchange deletes the oldest logs when a folder is full, by default at 250 MB, which a busy server fills within days; the shipper was behind for longer.',
      },
      { id: 'deleted-by-hand', likelihood: 'possible', why: 'A script or a person cleans up the folder.' },
    ],
    remedy: remedyFor(server, stream),
    references: [PROTOCOL_LOGGING],
  };
}

/** Which service writes the stream, and so which command sets its limits. */
const SERVICES: Readonly<Record<string, string>> = {
  frontend: 'FrontendTransportService',
  mailbox: 'MailboxTransportService',
};

function remedyFor(server: string, stream: Stream): readonly RemedyStep[] {
  const [service = ''] = stream.split('/');
  const cmdlet = SERVICES[service] ?? 'TransportService';
  const side = directionOfStream(stream) === 'send' ? 'Send' : 'Receive';
  const name = powershellString(server);
  return [
    remedyStep({
      do: 'See how much Exchange keeps of this log.',
      command: `Get-${cmdlet} ${name} | Format-List ${side}ProtocolLog*`,
    }),
    remedyStep({
      do: 'Let it keep more, so that the shipper may be away for longer.',
      command: `Set-${cmdlet} ${name} -${side}ProtocolLogMaxDirectorySize 2GB`,
      caution: 'It takes that much of the disk; see that there is room.',
      undo: `Set-${cmdlet} ${name} -${side}ProtocolLogMaxDirectorySize 250MB`,
    }),
    remedyStep({ do: 'See why the shipper was behind.', command: 'mailflow ship --status' }),
  ];
}
