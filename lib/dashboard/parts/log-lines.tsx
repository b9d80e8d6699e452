import { LogText, visible } from './log-text.js';

interface LogLinesProps {
  /** `evidence` or `raw`: how they are dressed. */
  readonly kind: 'evidence' | 'raw';
  /** Lines with their places; of what was pasted there is no file. */
  readonly lines: readonly { readonly file?: string; readonly line: number; readonly text: string }[];
}

/** Lines of a log, each with its place. */
export function LogLines({ kind, lines }: LogLinesProps) {
  return (
    <ol class={kind}>
      {lines.map(({ file, line, text }) => (
        <li key={`${file ?? ''}:${line}`}>
          <span class="quiet">{file === undefined ? `line ${line}` : `${visible(file)}:${line}`}</span>
          <LogText text={text} />
        </li>
      ))}
    </ol>
  );
}
