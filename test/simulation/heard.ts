import type { FindingChange } from '../../lib/diagnosis/finding-state.js';
import type { ToldChange } from '../../lib/store/finding-change-table.js';
import { grouped } from './grouped.js';

/** The condition in which a listener who puts the changes in order, and drops those heard before, believes a finding to be. */
const CONDITION: Readonly<Record<FindingChange, string>> = {
  opened: 'failing',
  reopened: 'failing',
  recovered: 'recovered',
  withdrawn: 'gone',
};

/** What a listener believes of the findings of each tenant. */
export function believed(told: readonly ToldChange[]): Readonly<Record<string, string>> {
  const beliefs = [...grouped(told, ({ tenant, findingId }) => `${tenant} ${findingId}`)].map(([finding, changes]) => {
    const numbers = changes.map(({ id }) => Number(id.split('|').at(-2)));
    const last = changes[numbers.indexOf(Math.max(...numbers))];
    return [finding, last === undefined ? 'gone' : CONDITION[last.change]] as const;
  });
  return Object.fromEntries(beliefs.filter(([, condition]) => condition !== 'gone'));
}
