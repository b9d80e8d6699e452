import type { Table, TableName, Tables } from '../../lib/store/tables.js';
import type { Player, Turns } from './turns.js';

/** How a process ends, or an operation fails. */
export interface Crash {
  /** Storage operations that go well before. */
  readonly after: number;
  /** The operation that fails may have taken effect: the answer is lost, not the request. */
  readonly tookEffect: boolean;
  /** Nothing comes after it; otherwise only this one operation fails. */
  readonly dies: boolean;
}

/** The tables as one player has them: each operation waits for its turn, each page of a query is one, and one of them crashes. */
export function steppedTables(
  tables: Tables,
  {
    turns,
    player,
    crash,
    rowsAPage,
  }: { readonly turns: Turns; readonly player: Player; readonly crash: Crash | undefined; readonly rowsAPage: number },
): Tables {
  let operations = 0;
  const step = <Result>(operation: () => Promise<Result>): Promise<Result> =>
    turns.take(player, async () => {
      operations += 1;
      const isDead = crash !== undefined && (crash.dies ? operations > crash.after + 1 : false);
      if (isDead) throw new Error('The process is no more.');
      if (operations - 1 !== crash?.after) return operation();
      if (crash.tookEffect) await operation();
      throw new Error('The power failed.');
    });
  const stepped = (table: Table): Table =>
    new Proxy(table, {
      get(target, name: keyof Table) {
        const member = target[name];
        if (typeof member !== 'function') return member;
        if (name === 'listEntities') {
          return (...args: Parameters<Table['listEntities']>) => {
            const byPage = ({ maxPageSize = rowsAPage } = {}) => {
              const pages = target.listEntities(...args).byPage({ maxPageSize: Math.min(maxPageSize, rowsAPage) });
              const next = () => step(() => pages.next());
              return { next, [Symbol.asyncIterator]: () => ({ next }) };
            };
            return { byPage, [Symbol.asyncIterator]: () => rowsOf(byPage().next) };
          };
        }
        return (...args: unknown[]) => step(() => (member as (...rest: unknown[]) => Promise<unknown>).apply(target, args));
      },
    });
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, stepped(table)])) as Record<TableName, Table>;
}

async function* rowsOf(nextPage: () => Promise<IteratorResult<readonly unknown[]>>): AsyncGenerator {
  for (let page = await nextPage(); page.done !== true; page = await nextPage()) yield* page.value;
}
