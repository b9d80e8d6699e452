import { findTenant } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

/** `GET /api/v1/health`: whether Mailflow can answer, which it can't without its tables. Open to all, so it says no more than that. */
export async function getHealth({ tables }: { readonly tables: Tables }): Promise<Answer> {
  try {
    await findTenant(tables, 'health');
  } catch {
    throw new Problem('storage-unavailable', 'The tables do not answer. Uploads are kept and will be read when they do.');
  }
  return { json: { status: 'ok' } };
}
