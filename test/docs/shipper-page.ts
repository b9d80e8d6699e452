import { EVENT_IDS } from '../../lib/cli/ship/event-log.js';
import { EXIT_CODES } from '../../lib/cli/ship/exit-code.js';
import { defaultOf, SETTINGS, type SettingName } from '../../lib/shipper/config/settings.js';

/** The tables of docs/shipper.md that the program knows itself, row by row. */
export const SHIPPER_TABLES: readonly { readonly heading: string; readonly rows: readonly (readonly string[])[] }[] = [
  {
    heading: 'Settings',
    rows: Object.entries(SETTINGS).map(([name, { means }]) => [`\`${name}\``, defaultOf(name as SettingName), means]),
  },
  { heading: 'Exit codes', rows: EXIT_CODES.map(({ code, means }) => [String(code), means]) },
  { heading: 'Numbers in the Windows event log', rows: Object.entries(EVENT_IDS).map(([name, id]) => [String(id), `\`${name}\``]) },
];

/** The rows of the one table below a heading, without its own heading. */
export function tableBelow(page: string, heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
