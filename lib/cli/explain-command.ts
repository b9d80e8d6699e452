import { text as readAll } from 'node:stream/consumers';
import { diagnoseText, type DiagnosedLog } from '../diagnosis/diagnose-text.js';
import { explainedFinding, type Explanation } from '../diagnosis/explain.js';
import { STANDARD_INPUT } from './diagnose/open-input.js';
import { printFinding, printJudgement, table } from './print-findings.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/**
 * `mailflow explain`: what a queue's LastError, a non-delivery report, a message trace or some log lines mean.
 *
 * @returns the exit code: 0 explained, 1 not known, 2 nothing to read.
 */
export async function explainCommand(
  words: readonly string[],
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const input = words.length === 1 && words[0] === STANDARD_INPUT ? await readAll(process.stdin) : words.join(' ');
  if (input.trim() === '') {
    terminal.complain('mailflow explain: there is nothing to explain. Give the error text in quotes, or - and the text on standard input.');
    return 2;
  }
  const diagnosed = diagnoseText(input);
  if (diagnosed.kind === 'log') return explainLogLines(diagnosed, json, terminal);

  const { explanation } = diagnosed;
  if (json) terminal.say(JSON.stringify(explanationResource(explanation), null, 2));
  else printExplanation(explanation, terminal);
  return explanation.found === undefined ? 1 : 0;
}

function explainLogLines({ findings, kind, ...summary }: DiagnosedLog, json: boolean, terminal: Terminal): number {
  if (json) terminal.say(JSON.stringify({ summary, findings }, null, 2));
  else if (findings.length === 0) terminal.say('These log lines show no failure that Mailflow knows.');
  else for (const finding of findings) terminal.say(printFinding(finding, terminal.style));
  return findings.length === 0 ? 1 : 0;
}

function printExplanation({ error, found }: Explanation, terminal: Terminal): void {
  const facts = table(
    [
      ['What failed', error.text],
      ['Said around it', error.wrappers.length === 0 ? null : `${error.wrappers.join(' → ')} (wrappers: never the cause)`],
      ['Host', error.host ?? null],
      ['Address', error.endpoint?.text ?? null],
      ['Last retry', error.lastRetry ?? null],
      ['What follows', whatFollows(error.code)],
      ['Rule', found?.rule.id ?? null],
    ],
    terminal.style,
  );
  if (found === undefined) {
    terminal.say(
      `${facts}\n\nMailflow does not know this text${error.code === undefined ? ', and it holds no SMTP reply' : ''}. ${LOOK_INTO_THE_LOG}`,
    );
    return;
  }
  const { rule, verdict } = found;
  const { severity, title, references } = rule;
  terminal.say(
    printJudgement(
      { severity, title, references, summary: printable(verdict.sentence), causes: verdict.causes, remedy: verdict.remedy },
      terminal.style,
      { facts, evidence: '' },
    ),
  );
}

const LOOK_INTO_THE_LOG = 'The protocol log of that time may show more: mailflow diagnose <folder>.';

/** What becomes of the message, by the first digit of the reply. */
function whatFollows(code: number | undefined): string | null {
  if (code === undefined || code < 400) return null;
  return code < 500
    ? 'the message stays in the queue and is tried again until it expires (a 4yz code)'
    : 'the sender gets a non-delivery report (a 5yz code)';
}

function explanationResource(explanation: Explanation): Record<string, unknown> {
  const { error } = explanation;
  const { scene, ...said } = error;
  return {
    error: said,
    finding: explainedFinding(explanation),
  };
}
