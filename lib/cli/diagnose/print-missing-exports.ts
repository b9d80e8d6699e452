import { EXPORT_COMMANDS } from '../../inventory/export-command.js';
import type { InventoryKind } from '../../inventory/kinds.js';
import type { Style } from '../style.js';
import { wrap } from '../wrap.js';

/** How to settle what the log leaves open: the exports that would, and where to give them. Empty where none would. */
export function printMissingExports(kinds: readonly InventoryKind[], style: Style): string {
  if (kinds.length === 0) return '';
  return [
    style.strong('What would settle more'),
    `  ${wrap('What Exchange says of its own settings tells open causes apart. In the Exchange Management Shell of that server:', 98, '  ')}`,
    ...kinds.map((kind) => `     > ${style.command(`${EXPORT_COMMANDS[kind]} | ConvertTo-Json -Depth 4 > ${kind}.json`)}`),
    '  Then diagnose again, with the folder of these files:',
    `     > ${style.command('mailflow diagnose --server <name> --inventory <folder> <logs>')}`,
  ].join('\n');
}
