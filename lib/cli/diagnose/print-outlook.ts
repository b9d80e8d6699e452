import type { Warning } from '../../correlation/outlook/warning.js';
import type { QueueExplanation } from '../../correlation/queues/explain-queues.js';
import { printable } from '../printable.js';
import type { Style } from '../style.js';
import { wrap } from '../wrap.js';

/** What the queues wait for, by the findings that explain it; empty without queues. */
export function printQueues(queues: readonly QueueExplanation[], style: Style): string {
  if (queues.length === 0) return '';
  const lines = queues.flatMap(({ sentence, command }) => [`  ${wrap(printable(sentence), 98, '  ')}`, ...commandLine(command, style)]);
  return [style.strong('What the queues say'), ...lines].join('\n');
}

/** What is broken, will break, or can't be seen, by the inventory alone; empty when all is well. */
export function printWarnings(warnings: readonly Warning[], style: Style): string {
  if (warnings.length === 0) return '';
  const lines = warnings.flatMap(({ severity, sentence, step }) => [
    `  ${style.severity(severity, severity)}: ${wrap(printable(sentence), 98, '  ')}`,
    ...(typeof step?.caution !== 'string' ? [] : [`     ${style.caution(wrap(`Caution: ${printable(step.caution)}`, 95, '     '))}`]),
    ...commandLine(step?.command ?? null, style),
  ]);
  return [style.strong('What the inventory warns of'), ...lines].join('\n');
}

function commandLine(command: string | null, style: Style): readonly string[] {
  return command === null ? [] : [`     > ${style.command(printable(command))}`];
}
