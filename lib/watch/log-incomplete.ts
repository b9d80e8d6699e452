import { listed, minute } from '../correlation/phrases.js';
import { remedyStep } from '../correlation/remedy-step.js';
import type { Observation } from '../diagnosis/observation.js';
import type { Cause, RemedyStep } from '../diagnosis/rule.js';
import { PROTOCOL_LOGGING } from './protocol-logging-reference.js';
import type { Watch } from './watch.js';
import type { IncompleteLog, WatchedLogs } from './watched-logs.js';

/** Log files that a sentence names; of more it says how many. */
const NAMED_LOGS = 3;

/**
 * Log files of which bytes are missing for so long that they won't come by themselves: the ledger knows what lies beyond. What failed in them is not
 * known. One observation a stream of a server, since one trouble makes many gaps; it ends when the last of them is filled.
 */
export const logIncomplete: Watch<WatchedLogs> = {
  id: 'log-incomplete',
  observe: ({ incomplete }) => {
    const streams = new Map<string, IncompleteLog[]>();
    for (const log of incomplete) {
      const name = JSON.stringify([log.server, log.stream]);
      streams.set(name, [...(streams.get(name) ?? []), log]);
    }
    return [...streams.values()].flatMap((logs) => (logs[0] === undefined ? [] : [observationOf(logs[0], logs)]));
  },
};

function observationOf({ server, stream }: IncompleteLog, logs: readonly IncompleteLog[]): Observation {
  const since = Math.min(...logs.flatMap(({ gaps }) => gaps.map((gap) => gap.since)));
  const bytes = logs.flatMap(({ gaps }) => gaps).reduce((sum, { from, to }) => sum + to - from, 0);
  const quarantined = logs.reduce((sum, log) => sum + log.quarantined, 0);
  return {
    watch: logIncomplete.id,
    severity: 'degraded',
    title: 'A log is not complete',
    summary: `${bytes} bytes of ${stream} on ${server} are missing since ${minute(since)}: ${namesOf(logs)}. What failed in them is not known to Mailflow.`,
    server,
    connector: null,
    keyFact: stream,
    since: new Date(since).toISOString(),
    deadline: null,
    causes: causesOf(quarantined),
    remedy: remedyFor(quarantined),
    references: [PROTOCOL_LOGGING],
  };
}

function namesOf(logs: readonly IncompleteLog[]): string {
  const names = logs
    .map(({ name, gaps: [first, ...more] }) => `${name} from offset ${first?.from ?? 0}${more.length === 0 ? '' : ' and elsewhere'}`)
    .sort();
  const left = names.length - NAMED_LOGS;
  return left <= 0 ? listed(names) : `${names.slice(0, NAMED_LOGS).join(', ')} and ${left} more`;
}

function causesOf(quarantined: number): readonly Cause[] {
  return [
    ...(quarantined === 0
      ? []
      : [
          {
            id: 'chunk-quarantined',
            likelihood: 'certain' as const,
            why: `${quarantined === 1 ? 'A chunk lies' : `${quarantined} chunks lie`} in quarantine, which says why.`,
          },
        ]),
    {
      id: 'upload-lost',
      likelihood: quarantined === 0 ? 'likely' : 'possible',
      why: 'The shipper asked for them and never sent them: it was stopped in between, or its state was lost, or the log was deleted meanwhile.',
    },
    {
      id: 'blob-deleted',
      likelihood: 'unlikely',
      why: 'Somebody deleted the chunk’s blob before it was ingested.',
    },
  ];
}

function remedyFor(quarantined: number): readonly RemedyStep[] {
  return [
    remedyStep({
      do: 'See on the server whether the log files are still there, and what the shipper says of them.',
      command: 'mailflow ship --status',
    }),
    ...(quarantined === 0
      ? []
      : [
          remedyStep({
            do: 'Read what lies in quarantine again, once its cause is mended.',
            command: "mailflow replay --tenant '<tenant>' --all",
          }),
        ]),
    remedyStep({
      do: 'Let the shipper begin anew: stop it, move its state file away, start it. It asks for all bytes of the logs that are there, and Mailflow takes what is missing.',
      caution: 'What Exchange has deleted meanwhile cannot be had any more.',
      verify: 'The log file is complete in GET /api/v1/tenants/{tenant}/log-files.',
      undo: 'Put the state file back in its place.',
    }),
  ];
}
