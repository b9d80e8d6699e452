import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import type { RemedyDraft } from '../../rule.js';
import { namedConnector, serverArgument } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { NDR_OF_EXCHANGE_SERVER } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';

/** A server is short of disk, memory or version buckets, and takes no new mail until that is better. Exchange calls it back pressure. */
export const backPressure = replyRule({
  id: 'back-pressure',
  title: 'The server is short of disk space or memory and takes no new mail',
  severity: 'blocker',
  looksFor:
    '“452 4.3.1 Insufficient system resources”, with the resource in brackets in newer builds; “Insufficient system storage” of other systems; “Out of memory”.',
  direction: 'either',
  signs: [
    { code: 4, text: /\binsufficient system (?:resources?|storage)\b|\b4\.3\.1 out of memory\b/i },
    { code: 4, status: '4.3.1', text: /\bout of memory\b/i },
  ],

  keyFact: ({ text }, { direction, remote }) => (direction === 'receive' ? (resourceIn(text) ?? 'unknown resource') : peerKey(remote)),
  sentence: (refusal, scene) =>
    `No new mail is taken over ${namedConnector(scene)} by ${refuser(scene)}, which is short of ${namedResource(refusal.text)}; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }, { direction }) => {
    if (direction !== 'receive') {
      return [
        {
          id: 'other-side-short-of-resources',
          likelihood: 'likely',
          why: 'The other server says so of itself. Settled there; on this side nothing is wrong.',
        },
      ];
    }
    const resource = resourceIn(text);
    return [
      {
        id: 'disk-of-the-queue-database',
        likelihood: resource === undefined ? 'possible' : /Disk|Database/i.test(resource) ? 'likely' : 'unlikely',
        why: 'The disk that holds the queue database or its logs is nearly full. Settled by the free space there, and by events 15004 to 15007.',
      },
      {
        id: 'memory-or-version-buckets',
        likelihood: resource === undefined ? 'possible' : /Memory|Private|Version/i.test(resource) ? 'likely' : 'unlikely',
        why: 'EdgeTransport.exe uses up its memory or version buckets, as with very large messages or a slow disk. Settled by Get-ExchangeDiagnosticInfo.',
      },
      {
        id: 'flood-of-messages',
        likelihood: 'possible',
        why: 'More comes in than goes out: a loop, an alarm, spam. Settled by Get-Queue: one queue or one sender stands out.',
      },
    ];
  },

  remedy: (_refusal, scene) => (scene.direction === 'send' ? WAIT_FOR_OTHER_SIDE : freeResources(serverArgument(scene))),

  references: [
    { title: 'Understanding back pressure', url: 'https://learn.microsoft.com/exchange/mail-flow/back-pressure' },
    { title: 'Relocate the queue database', url: 'https://learn.microsoft.com/exchange/mail-flow/queues/relocate-queue-database' },
    NDR_OF_EXCHANGE_SERVER,
  ],
});

/** `(UsedDiskSpace[C:\…])`: the name, without the path, which differs from server to server. */
function resourceIn(text: string): string | undefined {
  return /\(([A-Za-z]{4,40})/.exec(text)?.[1];
}

function namedResource(text: string): string {
  const resource = resourceIn(text);
  return resource === undefined ? 'resources' : `resources (${resource})`;
}

function freeResources(server: string): readonly RemedyDraft[] {
  return [
    {
      do: 'See which resource is short, and how much.',
      command: `[xml]$bp = Get-ExchangeDiagnosticInfo -Server ${server} -Process EdgeTransport -Component ResourceThrottling; $bp.Diagnostics.Components.ResourceThrottling.ResourceTracker.ResourceMeter | Format-Table Resource,CurrentResourceUse,Pressure`,
    },
    {
      do: 'See what fills the queues.',
      command: `Get-Queue -Server ${server} | Sort-Object MessageCount -Descending | Select-Object -First 10 Identity,MessageCount,Status,LastError`,
    },
    { do: 'See the free space of the server’s disks.', command: 'Get-Volume | Format-Table DriveLetter,SizeRemaining,Size' },
    {
      do: 'Free space on the disk of the queue database (old logs, dumps, updates), or move the database to a larger disk; stop the flood, if there is one.',
      caution:
        'Never delete files of the queue database by hand, and do not switch back pressure off or change its thresholds: then the service fails altogether, and mail is lost.',
      verify: 'Pressure is Low again, event 15005 is logged, and MAIL FROM is answered with 250.',
    },
  ];
}

const WAIT_FOR_OTHER_SIDE: readonly RemedyDraft[] = [
  {
    do: 'If the other server is yours, look at it; its own receive log shows the same.',
    command: "Get-Queue -Server '<the other server>' | Sort-Object MessageCount -Descending | Select-Object -First 10",
  },
  {
    do: 'If it is not, tell its operator and wait: the mail stays in the queue.',
    verify: 'The next session with it is answered with 250 after MAIL FROM.',
  },
];
