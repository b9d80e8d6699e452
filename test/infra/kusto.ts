import { TABLES } from './log-tables.js';

/** What Microsoft's language service says of a query. */
export interface CheckedQuery {
  /** Errors and warnings; an empty list is a query that will run. */
  readonly complaints: readonly string[];
  /** Columns of the answer. */
  readonly columns: readonly string[];
  /** Its words and signs, in order; comments left out. */
  readonly tokens: readonly string[];
}

/** Of the language service, which is compiled from C#, what is used here. */
interface LanguageService {
  readonly Language: {
    readonly GlobalState: { readonly Default: Globals };
    readonly KustoCode: { readonly ParseAndAnalyze: (text: string, globals: Globals) => Code };
    readonly Symbols: {
      readonly TableSymbol: { readonly $ctor7: new (name: string, schema: string, description: null) => object };
      readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly object[]) => object };
    };
  };
}

interface Globals {
  WithDatabase(database: object): Globals;
}

interface List<Item> {
  readonly Count: number;
  getItem(index: number): Item;
}

interface Code {
  readonly ResultType: { readonly Columns?: List<{ readonly Name: string }> } | null;
  GetDiagnostics(): List<{ readonly Severity: string; readonly Message: string; readonly Start: number }>;
  GetLexicalTokens(): readonly { readonly Text: string }[];
}

/** Loads the service: two scripts that make a global variable, as a browser would. */
function loadService(): LanguageService {
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  return (globalThis as unknown as { readonly Kusto: LanguageService }).Kusto;
}

let checker: ((query: string) => CheckedQuery) | undefined;

/** Asks the language service about a query over the tables of Application Insights and of the workspace. */
export function checkQuery(query: string): CheckedQuery {
  checker ??= openChecker();
  return checker(query);
}

function openChecker(): (query: string) => CheckedQuery {
  const { GlobalState, KustoCode, Symbols } = loadService().Language;
  const tables = Object.entries(TABLES).map(([name, columns]) => new Symbols.TableSymbol.$ctor7(name, `(${columns.join(', ')})`, null));
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('mailflow', tables));
  return (query) => {
    const code = KustoCode.ParseAndAnalyze(query, globals);
    return {
      complaints: items(code.GetDiagnostics()).map(({ Severity, Message, Start }) => `${Severity} at ${Start}: ${Message}`),
      columns: items(code.ResultType?.Columns).map(({ Name }) => Name),
      tokens: code.GetLexicalTokens().map(({ Text }) => Text),
    };
  };
}

function items<Item>(list: List<Item> | undefined): Item[] {
  return Array.from({ length: list?.Count ?? 0 }, (_, index) => (list as List<Item>).getItem(index));
}
