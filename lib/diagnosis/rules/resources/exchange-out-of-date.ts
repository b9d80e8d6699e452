import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { fateOf } from '../recipients/refusal-words.js';

/**
 * Exchange Online slows down, and in the end blocks, mail from Exchange servers whose version it holds to be unsafe, for some minutes of every
 * hour. From outside it looks like a line that comes and goes.
 */
export const exchangeOutOfDate = replyRule({
  id: 'exchange-out-of-date',
  title: 'Exchange Online slows down or blocks mail because this Exchange server is out of date',
  severity: 'degraded',
  looksFor:
    '“450 4.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online throttled for … mins/hr.”, or 5.7.230 with “blocked”.',
  direction: 'either',
  signs: [
    { code: [4, 5], status: ['4.7.230', '5.7.230'] },
    { code: [4, 5], text: /\bexchange server version is out[- ]of[- ]date\b/i },
  ],

  // Throttled and blocked alternate within the hour: one finding.
  keyFact: () => 'exchange server version',
  sentence: (refusal, scene) =>
    `${refusal.code < 500 ? 'For some minutes of every hour' : 'At times'}, Exchange Online takes no mail over ${namedConnector(scene)} from this version of Exchange Server; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ code, text }) => {
    const minutes = /\bfor (\d+) min/i.exec(text)?.[1];
    return [
      {
        id: 'server-version-below-minimum',
        likelihood: 'certain',
        why: `The server that hands over the mail is older than Exchange Online accepts over a connector of type OnPremises. It may be another server than this one, as the reply judges the server that the mail came through. It is ${code < 500 ? 'slowed down' : 'blocked'}${minutes === undefined ? '' : ` for ${minutes} minutes of every hour`}; this grows by stages until all is blocked.`,
      },
      {
        id: 'network',
        likelihood: 'excluded',
        why: 'The reply names the reason. That some sessions pass and others do not within one hour is how the enforcement works, not a line that fails.',
      },
    ];
  },

  remedy: () => [
    {
      do: 'See the true build of each server: AdminDisplayVersion does not show security updates.',
      command:
        'Invoke-Command -ComputerName (Get-ExchangeServer).Name { (Get-Command ExSetup.exe).FileVersionInfo } | Format-Table PSComputerName,ProductVersion',
    },
    {
      do: 'In Exchange Online PowerShell, see which servers are reported, at which stage, and whether a pause is left.',
      command: 'Get-OnPremServerReportInfo; Get-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer',
    },
    {
      do: 'Install the current update on the reported servers, or upgrade them to Exchange Server Subscription Edition where their version gets none any more.',
      caution: 'An update restarts the transport services: server by server, in maintenance mode.',
      verify:
        'The server leaves the report (Exchange admin center, Reports, Mail flow, Out-of-date connecting on-premises Exchange servers), and no session shows 4.7.230 or 5.7.230.',
    },
    {
      do: 'If mail must flow until then, take a pause.',
      command: 'New-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer -NumberOfDays 7',
      caution: 'There are 90 days a year for the tenant, and a pause cannot be cancelled: ask for few days.',
      verify: 'Get-TenantExemptionInfo shows the pause, and the next session is answered with 250.',
    },
  ],

  references: [
    {
      title: 'Exchange Server build numbers and release dates',
      url: 'https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates',
    },
    { title: 'Updates for Exchange Server', url: 'https://learn.microsoft.com/exchange/new-features/updates' },
  ],
});
