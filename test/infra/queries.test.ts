import { readdirSync, readFileSync } from 'node:fs';
import '../../functions/index.js';
import { registry } from '../../lib/host/registry.js';
import { EVENTS, METRICS } from '../../lib/telemetry/contract.js';
import { checkQuery } from './kusto.js';

const FOLDER = 'infra/queries';
const queries = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.kql'))
  .map((path) => ({ path, text: readFileSync(`${FOLDER}/${path}`, 'utf8') }));

const FUNCTIONS = new Set(registry.functions.map(({ name }) => name));
const TOLD: Readonly<Record<string, Readonly<Record<string, { readonly dimensions: readonly string[] }>>>> = {
  customEvents: EVENTS,
  customMetrics: METRICS,
};

/** What a query asks for that Mailflow does not tell: names, and dimensions that one of the names in the same statement lacks. */
function unheardOf(tokens: readonly string[]): string[] {
  return statementsOf(tokens).flatMap((statement) => {
    const table = statement.find((token) => token in TOLD || token === 'requests');
    if (table === undefined) return [];
    const names = literalsComparedTo('name', statement);
    if (table === 'requests') return names.filter((name) => !FUNCTIONS.has(name)).map((name) => `the function “${name}”`);
    const told = TOLD[table] ?? {};
    return [
      ...names.filter((name) => !(name in told)).map((name) => `“${name}” in ${table}`),
      ...names.flatMap((name) =>
        dimensionsIn(statement)
          .filter((dimension) => told[name]?.dimensions.includes(dimension) === false)
          .map((dimension) => `the dimension “${dimension}” of “${name}”`),
      ),
    ];
  });
}

/** `let` statements and the query itself, each over a table of its own. */
function statementsOf(tokens: readonly string[]): string[][] {
  const statements: string[][] = [[]];
  for (const token of tokens) {
    if (token === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements;
}

/** `'a'` and `'b'` of `column == 'a'` and of `column in ('a', 'b')`. */
function literalsComparedTo(column: string, tokens: readonly string[]): string[] {
  return tokens
    .flatMap((token, at) => {
      if (token !== column) return [];
      const operator = tokens[at + 1];
      if (operator === '==') return [tokens[at + 2] ?? ''];
      return operator === 'in' ? tokens.slice(at + 3, tokens.indexOf(')', at)).filter((literal) => literal !== ',') : [];
    })
    .map((literal) => literal.slice(1, -1));
}

function dimensionsIn(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, at) => (token === 'customDimensions' && tokens[at + 1] === '.' ? [tokens[at + 2] ?? ''] : []));
}

describe('the queries of alerts and workbook', () => {
  it.each(queries)('$path runs on the tables of Application Insights: the language service has nothing to say', ({ text }) => {
    expect(checkQuery(text).complaints).toEqual([]);
  });

  it.each(queries)('$path asks for nothing that Mailflow does not tell', ({ text }) => {
    expect(unheardOf(checkQuery(text).tokens)).toEqual([]);
  });

  it('ask for telemetry by name: a table is never read whole', () => {
    const whole = queries.filter(({ text }) =>
      statementsOf(checkQuery(text).tokens).some(
        (tokens) => tokens.some((token) => token in TOLD) && literalsComparedTo('name', tokens).length === 0,
      ),
    );
    // What telemetry costs is asked of all of it.
    expect(whole.map(({ path }) => path)).toEqual(['workbook/telemetry-by-kind.kql']);
  });

  it('would be found out: a misspelt column, event, metric, dimension or function', () => {
    const asked = [
      "customEvents | where nme == 'finding.opened'",
      "customEvents | where name == 'finding.opend' | project customDimensions.tenant",
      "customMetrics | where name in ('ingest.bytes', 'ingest.byte')",
      "customEvents | where name in ('finding.opened', 'chunk.quarantined') | project tostring(customDimensions.severity)",
      "requests | where name == 'conclude-sessions'",
    ];
    expect(asked.map((query) => [checkQuery(query).complaints.length, ...unheardOf(checkQuery(query).tokens)])).toEqual([
      [1],
      [0, '“finding.opend” in customEvents'],
      [0, '“ingest.byte” in customMetrics'],
      [0, 'the dimension “severity” of “chunk.quarantined”'],
      [0, 'the function “conclude-sessions”'],
    ]);
  });
});
