import { PRICE } from '../bench/cost.js';

/** What an installation is like. */
export interface Installation {
  readonly tenants: number;
  /** For how long a chunk waits to fill up: `chunkAgeSeconds` of the shippers. */
  readonly chunkAgeSeconds: number;
  readonly instanceMegabytes: number;
}

/** Of a customer as MSPs have many. Whoever has others changes these and makes the page anew. */
export const CUSTOMER = {
  serversPerTenant: 2,
  /** Logs that are written to at the same time: SmtpSend and SmtpReceive. */
  streamsPerServer: 2,
  /** Hours of a day in which a log grows all the time. */
  busyHours: 10,
  rawMebibytesPerServerAndDay: 100,
  heartbeatSeconds: 60,
} as const;

/** As measured by `npm run bench` and `npm run soak`, rounded up. */
export const MEASURED = {
  tableOperationsPerChunk: 30,
  tableOperationsPerHeartbeat: 3,
  /** Of the Functions host's queue between event and function. */
  queueOperationsPerChunk: 4,
  ingestSeconds: 0.25,
  answerSeconds: 0.05,
  compression: 10,
  /** Of what was raw log, what stays in tables for 90 days. */
  tableShare: 0.05,
  metricRowsPerTenantAndDay: 2_300,
  bytesPerTelemetryRow: 700,
} as const;

const DAYS = 30;
const RAW_LOG_DAYS = 90;
/** Executions that one instance has at once. */
const AT_ONCE = { ingest: 8, api: 16 } as const;
/** Runs of all timers in `functions/`, rounded up. */
export const TIMER_RUNS_PER_DAY = 10_000;
/** Rows about invocations that each active instance sends at most: host.json samples. */
const REQUEST_ROWS_PER_SECOND = 1;
/** Rules that ask a query, by how often they do; those that ask each hour cost as those that ask each quarter. */
export const ALERT_RULES = { each5Minutes: 6, each15Minutes: 9 } as const;

/** One line of the bill: how it comes about, and dollars a month. */
export interface CostLine {
  readonly what: string;
  readonly arithmetic: string;
  readonly dollars: number;
}

/** What an installation costs in a month, line by line. */
export function costLines({ tenants, chunkAgeSeconds, instanceMegabytes }: Installation): readonly CostLine[] {
  const servers = tenants * CUSTOMER.serversPerTenant;
  const busySeconds = CUSTOMER.busyHours * 3_600;
  const chunksPerSecond = (servers * CUSTOMER.streamsPerServer) / chunkAgeSeconds;
  const chunks = chunksPerSecond * busySeconds * DAYS;
  const grants = chunks / CUSTOMER.streamsPerServer;
  const heartbeats = (servers * 86_400 * DAYS) / CUSTOMER.heartbeatSeconds;
  const gigabytes = instanceMegabytes / 1024;
  const ingest = busySeconds * DAYS * instancesFor(chunksPerSecond, MEASURED.ingestSeconds, AT_ONCE.ingest);
  const requestsPerSecond = servers / CUSTOMER.heartbeatSeconds;
  const api =
    busySeconds *
      DAYS *
      instancesFor(requestsPerSecond + chunksPerSecond / CUSTOMER.streamsPerServer, MEASURED.answerSeconds, AT_ONCE.api) +
    (86_400 - busySeconds) * DAYS * instancesFor(requestsPerSecond, MEASURED.answerSeconds, AT_ONCE.api);
  const timers = TIMER_RUNS_PER_DAY * DAYS * Math.max(1, tenants / 200);
  const executions = chunks + grants + heartbeats + TIMER_RUNS_PER_DAY * DAYS;
  const rawGigabytes = (servers * CUSTOMER.rawMebibytesPerServerAndDay) / 1024;
  const tableOperations = chunks * MEASURED.tableOperationsPerChunk + heartbeats * MEASURED.tableOperationsPerHeartbeat;
  const metricGigabytes = (tenants * MEASURED.metricRowsPerTenantAndDay * DAYS * MEASURED.bytesPerTelemetryRow) / 1e9;
  const requestGigabytes = (Math.min(executions, (ingest + api) * REQUEST_ROWS_PER_SECOND) * MEASURED.bytesPerTelemetryRow) / 1e9;
  const compute = (seconds: number) => seconds * gigabytes * PRICE.gigabyteSecond;
  return [
    line('Reading chunks', `${count(ingest)} s × ${gigabytes} GB × ${price(PRICE.gigabyteSecond)}`, compute(ingest)),
    line('Answering shippers', `${count(api)} s × ${gigabytes} GB × ${price(PRICE.gigabyteSecond)}`, compute(api)),
    line('Timers', `${count(timers)} s × ${gigabytes} GB × ${price(PRICE.gigabyteSecond)}`, compute(timers)),
    line('Executions', `${count(executions)} × ${price(PRICE.execution * 1e6)} per million`, executions * PRICE.execution),
    line('Events', `${count(chunks)} × ${price(PRICE.event * 1e6)} per million`, chunks * PRICE.event),
    line(
      'Table operations',
      `${count(tableOperations)} × ${price(PRICE.tableOperation * 1e4)} per 10,000`,
      tableOperations * PRICE.tableOperation,
    ),
    line(
      'Blobs written and read',
      `${count(chunks)} × (${price(PRICE.blobWrite * 1e4)} + ${price(PRICE.blobRead * 1e4)}) per 10,000`,
      chunks * (PRICE.blobWrite + PRICE.blobRead),
    ),
    line(
      'The host’s queue',
      `${count(chunks)} × ${MEASURED.queueOperationsPerChunk} × ${price(PRICE.queueOperation * 1e4)} per 10,000`,
      chunks * MEASURED.queueOperationsPerChunk * PRICE.queueOperation,
    ),
    line(
      'Raw logs kept',
      `${size(rawGigabytes)} a day × ${RAW_LOG_DAYS} days ÷ ${MEASURED.compression} × ${price(PRICE.blobGigabyteMonth)}`,
      ((rawGigabytes * RAW_LOG_DAYS) / MEASURED.compression) * PRICE.blobGigabyteMonth,
    ),
    line(
      'Tables kept',
      `${size(rawGigabytes)} a day × ${RAW_LOG_DAYS} days × ${MEASURED.tableShare} × ${price(PRICE.tableGigabyteMonth)}`,
      rawGigabytes * RAW_LOG_DAYS * MEASURED.tableShare * PRICE.tableGigabyteMonth,
    ),
    line(
      'Telemetry',
      `(${size(metricGigabytes)} of metrics + ${size(requestGigabytes)} of invocations) × ${price(PRICE.logAnalyticsGigabyte)}`,
      (metricGigabytes + requestGigabytes) * PRICE.logAnalyticsGigabyte,
    ),
    line(
      'Alert rules',
      `${ALERT_RULES.each5Minutes} × ${price(PRICE.alertRuleEach5Minutes)} + ${ALERT_RULES.each15Minutes} × ${price(PRICE.alertRuleEach15Minutes)}`,
      ALERT_RULES.each5Minutes * PRICE.alertRuleEach5Minutes + ALERT_RULES.each15Minutes * PRICE.alertRuleEach15Minutes,
    ),
  ];
}

export function monthly(installation: Installation): number {
  return costLines(installation).reduce((sum, { dollars }) => sum + dollars, 0);
}

/**
 * Instances that are busy on average, for which Azure bills. What comes alone has an instance to itself and bills a second; what comes at once shares
 * it, until it is full.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs
 */
function instancesFor(perSecond: number, seconds: number, atOnce: number): number {
  return Math.max(1 - Math.exp(-perSecond), (perSecond * seconds) / atOnce);
}

function line(what: string, arithmetic: string, dollars: number): CostLine {
  return { what, arithmetic, dollars };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function price(dollars: number): string {
  return `$${Number(dollars.toPrecision(3))}`;
}

function size(gigabytes: number): string {
  return `${Number(gigabytes.toPrecision(3)).toLocaleString('en-US')} GB`;
}
