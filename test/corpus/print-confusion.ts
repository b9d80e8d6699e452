import { logCases, textCases, type CorpusCase } from './corpus.js';

/** Prints what is found in each case, missed, and found although nothing is wrong. Ends with 1 when anything is. */
function main(): void {
  const cases = [...logCases(), ...textCases()];
  for (const one of cases) process.stdout.write(`${line(one)}\n`);
  const found = cases.flatMap(({ expected, found: rules }) => expected.filter((rule) => rules.includes(rule))).length;
  const missed = cases.flatMap((one) => missing(one)).length;
  const alarms = cases.flatMap((one) => falseAlarms(one)).length;
  process.stdout.write(`\n${cases.length} cases: ${found} found, ${missed} missed, ${alarms} false alarms.\n`);
  process.exitCode = missed + alarms > 0 ? 1 : 0;
}

function line(one: CorpusCase): string {
  const verdicts = [
    ...one.expected.filter((rule) => one.found.includes(rule)).map((rule) => `found ${rule}`),
    ...missing(one).map((rule) => `MISSED ${rule}`),
    ...falseAlarms(one).map((rule) => `FALSE ALARM ${rule}`),
    ...notes(one).map((rule) => `(note ${rule})`),
  ];
  return `${one.name.slice(0, 60).padEnd(61)} ${verdicts.length === 0 ? 'healthy, and nothing found' : verdicts.join(', ')}`;
}

function missing({ expected, found }: CorpusCase): readonly string[] {
  return expected.filter((rule) => !found.includes(rule));
}

function falseAlarms({ expected, found, quiet }: CorpusCase): readonly string[] {
  return found.filter((rule) => !expected.includes(rule) && !quiet.includes(rule));
}

function notes({ expected, quiet }: CorpusCase): readonly string[] {
  return quiet.filter((rule) => !expected.includes(rule));
}

main();
