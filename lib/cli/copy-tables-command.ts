import { copyRows } from '../store/copy-rows.js';
import { openTables, type AccountTables } from '../store/storage-accounts.js';
import { TABLES, TENANT_TABLES } from '../store/tables.js';
import type { Terminal } from './terminal.js';

export interface CopyTablesOptions {
  readonly from: string;
  readonly to: string;
  readonly tenant?: readonly string[];
}

/** `mailflow copy-tables`: what is in the tables of one account comes into those of another. */
export async function copyTablesCommand({ from, to, tenant }: CopyTablesOptions, terminal: Terminal): Promise<void> {
  const [source, target] = [await tablesAt(from), await tablesAt(to)];
  // What is there already stays.
  await Promise.all((tenant === undefined ? TABLES : TENANT_TABLES).map((name) => target[name].createTable()));
  let sum = 0;
  for await (const { table, rows } of copyRows(source, target, tenant)) {
    sum += rows;
    if (rows > 0) terminal.say(`${table.padEnd(16)} ${rows.toLocaleString('en-US').padStart(12)} rows`);
  }
  terminal.say(`Copied: ${sum.toLocaleString('en-US')} rows.`);
}

/** An account by its address; or by a connection string, as the emulator has one. */
async function tablesAt(address: string): Promise<AccountTables> {
  const { AzureCliCredential } = await import('@azure/identity');
  const settings = address.startsWith('https://') ? { Results__tableServiceUri: address } : { Results: address };
  return openTables(settings, 'Results', () => new AzureCliCredential());
}
