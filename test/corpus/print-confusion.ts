import { logCases, textCases, type CorpusCase } from './corpus.js';

/** Prints for each case and for each rule what is found, missed, and found although nothing is wrong. Ends with 1 when anything is. */
function main(): void {
  const cases = [...logCases(), ...textCases()];
  for (const one of cases) print(caseLine(one));

  const rules = [...new Set(cases.flatMap(({ expected, found }) => [...expected, ...found]))].sort();
  print(`\n${columns('rule', 'found', 'missed', 'false alarm')}`);
  for (const rule of rules) {
    const count = (rulesOf: (one: CorpusCase) => readonly string[]) => String(cases.filter((one) => rulesOf(one).includes(rule)).length);
    print(columns(rule, count(hits), count(missed), count(falseAlarms)));
  }

  const sum = (rulesOf: (one: CorpusCase) => readonly string[]) => cases.flatMap(rulesOf).length;
  const wrongCauses = cases.filter(isWrongCause).length;
  print(
    `\n${cases.length} cases: ${sum(hits)} found, ${sum(missed)} missed, ${sum(falseAlarms)} false alarms; ` +
      `another cause than the right one held for likeliest in ${wrongCauses}.`,
  );
  process.exitCode = sum(missed) + sum(falseAlarms) + wrongCauses > 0 ? 1 : 0;
}

function caseLine(one: CorpusCase): string {
  const cause =
    one.foundCause === undefined
      ? ''
      : ` over ${one.foundCause}${isWrongCause(one) ? ` (WRONG, it is ${one.expectedCause ?? 'none'})` : ''}`;
  const verdicts = [
    ...hits(one).map((rule) => `found ${rule}${cause}`),
    ...missed(one).map((rule) => `MISSED ${rule}`),
    ...falseAlarms(one).map((rule) => `FALSE ALARM ${rule}`),
    ...notes(one).map((rule) => `(note ${rule})`),
  ];
  return `${one.name.slice(0, 60).padEnd(61)} ${verdicts.length === 0 ? 'healthy, and nothing found' : verdicts.join(', ')}`;
}

function columns(rule: string, ...counts: readonly string[]): string {
  return `${rule.padEnd(34)}${counts.map((count) => count.padStart(13)).join('')}`;
}

function hits({ expected, found }: CorpusCase): readonly string[] {
  return expected.filter((rule) => found.includes(rule));
}

function missed({ expected, found }: CorpusCase): readonly string[] {
  return expected.filter((rule) => !found.includes(rule));
}

function falseAlarms({ expected, found, quiet }: CorpusCase): readonly string[] {
  return found.filter((rule) => !expected.includes(rule) && !quiet.includes(rule));
}

function notes({ expected, quiet }: CorpusCase): readonly string[] {
  return quiet.filter((rule) => !expected.includes(rule));
}

function isWrongCause({ expectedCause, foundCause }: CorpusCase): boolean {
  return expectedCause !== foundCause;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main();
