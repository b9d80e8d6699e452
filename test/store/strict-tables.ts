import { admittingTable } from '../../lib/store/admitting-table.js';
import { TABLES, type TableName, type Tables } from '../../lib/store/tables.js';
import { memoryTables } from '../simulation/memory-tables.js';

/** Tables in memory that refuse what Azure would: what takes hundreds of transactions is tried in seconds. */
export function strictTables(): Tables {
  const tables = memoryTables();
  return Object.fromEntries(TABLES.map((name) => [name, admittingTable(tables[name])])) as Record<TableName, Tables[TableName]>;
}
