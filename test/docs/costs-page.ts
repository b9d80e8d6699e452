import { costLines, CUSTOMER, MEASURED, monthly, type Installation } from './cost-model.js';

const TENANTS = [10, 100, 1_000];
const SHOWN: Installation = { tenants: 100, chunkAgeSeconds: 60, instanceMegabytes: 2_048 };

/** docs/costs.md, as the model has it: so that nobody has to believe a number. */
export function costsPage(): string {
  const { serversPerTenant, streamsPerServer, busyHours, rawMebibytesPerServerAndDay, heartbeatSeconds } = CUSTOMER;
  return [
    '# Costs',
    '',
    'Made by `npm run docs` from `test/docs/cost-model.ts`, with the prices of `test/bench/cost.ts`: US dollars, as published for a European region in 2026.',
    'They differ by region and contract, and change; put in yours. Free grants are left out: they cover the smallest installations.',
    '',
    `A tenant here has ${serversPerTenant} Exchange servers. Each writes ${streamsPerServer} logs for ${busyHours} hours a day, ${rawMebibytesPerServerAndDay} MiB in all, and reports every ${heartbeatSeconds} s how it fares.`,
    `Measured, and rounded up: a chunk takes ${MEASURED.ingestSeconds} s and ${MEASURED.tableOperationsPerChunk} table operations from grant to receipt, and is a ${ordinal(MEASURED.compression)} of the raw log.`,
    '',
    '## A month',
    '',
    table(
      ['tenants', 'chunks each 60 s', 'for a tenant', 'chunks each 10 s', 'for a tenant'],
      TENANTS.map((tenants) => [
        tenants.toLocaleString('en-US'),
        ...[60, 10].flatMap((chunkAgeSeconds) => {
          const dollars = monthly({ ...SHOWN, tenants, chunkAgeSeconds });
          return [money(dollars), money(dollars / tenants)];
        }),
      ]),
    ),
    '',
    `With instances of 512 MB (\`MAILFLOW_INSTANCE_MEGABYTES\`), which are enough for some ten tenants: ${money(monthly({ ...SHOWN, tenants: 10, instanceMegabytes: 512 }))} for ten.`,
    '',
    '## The arithmetic',
    '',
    `For ${SHOWN.tenants} tenants and a chunk each ${SHOWN.chunkAgeSeconds} s at the latest:`,
    '',
    table(
      ['what', 'how it comes about', 'a month'],
      costLines(SHOWN).map(({ what, arithmetic, dollars }) => [what, arithmetic, money(dollars)]),
    ),
    '',
    `Chunks: ${SHOWN.tenants} tenants × ${serversPerTenant} servers × ${streamsPerServer} logs × ${busyHours} h × 3,600 s ÷ ${SHOWN.chunkAgeSeconds} s × 30 days. Executions are chunks, requests for grants (one for all logs of a server), heartbeats and`,
    'timers. Seconds are those in which an instance is busy: what comes alone has one to itself and bills at least a second; what comes at once shares it, until',
    'it has 8 chunks, or 16 requests, at a time.',
    '',
    '## What to turn',
    '',
    '- **How long a chunk waits to fill up** (`chunkAgeSeconds` of the shippers, 10 unless said otherwise) is most of the bill: each chunk costs what it costs,',
    '  however small it is. With 60 s a finding comes a minute later, and the month costs less than half, from a hundred tenants on. Chunks that are full do not wait.',
    '- **The cool tier** (`MAILFLOW_RAW_LOG_COOL_DAYS`) does not pay for chunks of usual size. To move a blob costs $0.10 per 10,000, and saves $0.0084 a GB and month:',
    '  in the two months between the 30th day and the 90th a blob must have 0.6 MB to earn its way; compressed chunks have less. It pays where raw logs are kept',
    '  for years and chunks are full.',
    '- **Telemetry** has a daily cap (`MAILFLOW_TELEMETRY_GIGABYTES_PER_DAY`), and an alert before it. Measurements are summed up for five minutes; invocations are sampled',
    '  to one a second and instance; operations on storage are counted, and not sent one by one.',
    '- **A private network** adds five private endpoints for each pair of accounts, some $7 a month each, and three DNS zones.',
    '',
    'The workbook’s “Raw log by tenant” is what a bill to customers can follow. `npm run bench` prints what storage is asked for by a GB of log.',
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function money(dollars: number): string {
  return `$${dollars < 100 ? dollars.toFixed(2) : Math.round(dollars).toLocaleString('en-US')}`;
}

function ordinal(number: number): string {
  return number === 10 ? 'tenth' : `${number}th`;
}
