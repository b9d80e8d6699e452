import { DECISIVE_WORDS } from '../../diagnosis/decisive-words.js';
import type { RecordAnswer } from '../asking/answers.js';
import { LogText } from './log-text.js';
import { utc } from './moment.js';

const SPEAKERS: Readonly<Record<RecordAnswer['event'], string>> = {
  '>': 'we said',
  '<': 'they said',
  '*': 'Exchange noted',
  '+': 'connected',
  '-': 'disconnected',
};

/** Waits below it are a matter of course between two lines. Milliseconds. */
const WORTH_SHOWING = 1;

export interface DialogueProps {
  readonly records: readonly RecordAnswer[];
  readonly server: string;
  /** The lines that prove the finding, in the order of the log. */
  readonly evidence: readonly { readonly file: string; readonly line: number }[];
}

/** An SMTP conversation as one would tell it: who said what, how long it took, and where it broke. */
export function Dialogue({ records, server, evidence }: DialogueProps) {
  const broken = whereItBroke(records, evidence);
  return (
    <ol class="dialogue" aria-label={`The conversation of ${server}`}>
      {records.map((record, index) => (
        <Line key={index} record={record} before={records[index - 1]} isBreak={index === broken} />
      ))}
    </ol>
  );
}

function Line({ record, before, isBreak }: { record: RecordAnswer; before: RecordAnswer | undefined; isBreak: boolean }) {
  const waited = before === undefined ? 0 : Date.parse(record.time) - Date.parse(before.time);
  return (
    <li class={`line line-${NAMES[record.event]}${isBreak ? ' broke' : ''}`}>
      {isBreak && <strong class="broke-here">It broke here</strong>}
      <span class="who">
        {SPEAKERS[record.event]}{' '}
        <time dateTime={record.time} title={utc(record.time)}>
          {record.time.slice(11, 23)}
        </time>
        {waited >= WORTH_SHOWING && <span class="waited"> after {duration(waited)}</span>}
      </span>
      <Said record={record} />
    </li>
  );
}

function Said({ record: { event, data, context, localEndpoint, remoteEndpoint } }: { readonly record: RecordAnswer }) {
  if (event === '+') return <LogText text={`${localEndpoint} with ${remoteEndpoint}`} />;
  return (
    <>
      {data !== '' && <LogText text={data} />}
      {context !== '' && <LogText text={context} />}
    </>
  );
}

const NAMES: Readonly<Record<RecordAnswer['event'], string>> = {
  '>': 'ours',
  '<': 'theirs',
  '*': 'noted',
  '+': 'opened',
  '-': 'closed',
};

function duration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${milliseconds} ms`
    : `${(milliseconds / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
}

/** The last line that proves the finding; in a session that is not among its samples, the first with words that decide. */
function whereItBroke(records: readonly RecordAnswer[], evidence: DialogueProps['evidence']): number {
  const proven = records.findLastIndex(({ file, line }) => evidence.some((proof) => proof.file === file && proof.line === line));
  if (proven >= 0) return proven;
  const decides = new RegExp(DECISIVE_WORDS.source);
  return records.findIndex(({ data, context }) => !CERTIFICATE.test(context) && decides.test(`${data} ${context}`));
}

/** The row of a certificate holds a thumbprint whether it is at fault or not. */
const CERTIFICATE = /certificate/i;
