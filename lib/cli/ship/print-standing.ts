import { printable } from '../printable.js';
import type { LogStatus, Standing } from './standing.js';

/** For a person: what matters first. */
export function printStanding(standing: Standing, now: number): string {
  const { backlogBytes, lagSeconds, logs, deletedUnread, problems } = standing;
  const waiting = logs.filter(({ pendingBytes }) => pendingBytes > 0);
  const behind =
    backlogBytes === 0
      ? `Nothing waits: all ${logs.length} logs are shipped.`
      : `Behind by ${duration(lagSeconds)}: ${bytes(backlogBytes)} wait.`;
  return [
    `${who(standing, now)} ${behind}`,
    ...section('', table(waiting)),
    ...(waiting.length > 0 && waiting.length < logs.length ? [`  and ${logs.length - waiting.length} logs that are shipped whole`] : []),
    ...section(
      'Deleted before all of it was shipped, in the last 7 days',
      deletedUnread.map(
        ({ stream, name, from, bytes: lost, at }) =>
          `  ${stream} ${name}: at least ${bytes(lost)} behind byte ${from}, found gone ${minute(at)}`,
      ),
    ),
    ...section(
      'What stands in the way',
      problems.map((problem) => `  ${problem}`),
    ),
  ]
    .map(printable)
    .join('\n');
}

function who({ server, running, lastSaid }: Standing, now: number): string {
  if (running === null) {
    const last = lastSaid === null ? '' : `; one was at work until ${minute(lastSaid.at)} or later`;
    return `No shipper runs on ${server}${last}.`;
  }
  const answered =
    lastSaid?.pid === running.pid && lastSaid.lastHeartbeatAt !== undefined
      ? `, Mailflow answered ${duration((now - Date.parse(lastSaid.lastHeartbeatAt)) / 1000)} ago`
      : '';
  return `The shipper of ${server} runs since ${minute(running.since)} (process ${running.pid})${answered}.`;
}

function table(logs: readonly LogStatus[]): string[] {
  if (logs.length === 0) return [];
  const rows = logs.map(({ stream, file, shippedBytes, pendingBytes, lagSeconds }) => [
    `${stream} ${file}`,
    bytes(shippedBytes),
    bytes(pendingBytes),
    duration(lagSeconds),
  ]);
  const all = [['log', 'shipped', 'pending', 'lag'], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  return all.map(
    (row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column)))).join('  ')}`,
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...(title === '' ? [] : [title]), ...lines];
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function bytes(count: number): string {
  if (count < 1024) return `${count} bytes`;
  const power = Math.min(3, Math.floor(Math.log2(count) / 10));
  return `${(count / 1024 ** power).toFixed(1)} ${['', 'KiB', 'MiB', 'GiB'][power] ?? ''}`;
}
