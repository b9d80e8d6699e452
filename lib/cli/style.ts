import { styleText } from 'node:util';
import type { Severity } from '../diagnosis/rule.js';

type Paint = (text: string) => string;

/** How text stands out. On a terminal by colours; in a file or a pipe not at all. */
export interface Style {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly command: Paint;
  readonly caution: Paint;
  /** The words of a log line that decide. */
  readonly decisive: Paint;
  readonly severity: (severity: Severity, text: string) => string;
}

const same: Paint = (text) => text;

/** No colours. */
export const PLAIN: Style = {
  strong: same,
  quiet: same,
  command: same,
  caution: same,
  decisive: same,
  severity: (_severity, text) => text,
};

const SEVERITY_COLOUR = {
  blocker: 'red',
  degraded: 'yellow',
  'per-message': 'yellow',
  security: 'magenta',
  info: 'cyan',
} as const satisfies Record<Severity, string>;

/** Colours that can be read on light and dark alike. */
export const COLOURED: Style = {
  strong: (text) => styleText('bold', text),
  quiet: (text) => styleText('dim', text),
  command: (text) => styleText('green', text),
  caution: (text) => styleText('yellow', text),
  decisive: (text) => styleText(['bold', 'red'], text),
  severity: (severity, text) => styleText(['bold', SEVERITY_COLOUR[severity]], text),
};

/**
 * Colours only for a person at a terminal who has not declined them.
 *
 * @source https://no-color.org
 */
export function styleFor(output: { readonly isTTY?: boolean }, environment: Readonly<Record<string, string | undefined>>): Style {
  return output.isTTY === true && (environment.NO_COLOR ?? '') === '' ? COLOURED : PLAIN;
}
