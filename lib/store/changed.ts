import { isLostRace, isNotFound } from './tables.js';

/** What became of the change of a row that others may change or delete meanwhile. */
export type Changed = 'done' | 'not-found' | 'changed-meanwhile';

/** Waits for a change that goes by the row's etag. @throws what has nothing to do with the row, such as a storage that is away */
export async function changed(writing: Promise<unknown>): Promise<Changed> {
  try {
    await writing;
    return 'done';
  } catch (error) {
    if (isNotFound(error)) return 'not-found';
    if (isLostRace(error)) return 'changed-meanwhile';
    throw error;
  }
}
