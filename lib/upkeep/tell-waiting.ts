import { countOpenSessions } from '../store/open-session-table.js';
import type { Tables } from '../store/tables.js';

interface WaitingServices {
  readonly tables: Tables;
  readonly tellWaiting: (sessions: number) => void;
}

/** Tells how many sessions wait for their other fragments: if they become more and more, fragments are lost, or the timer does not get on. */
export async function tellWaiting({ tables, tellWaiting: tell }: WaitingServices): Promise<void> {
  tell(await countOpenSessions(tables));
}
