import type { Checkpoint, LostLog, Memory } from './memory.js';
import { StateFile } from './state-file.js';

/** All that a state file says, and why it can't be trusted, when it can't. */
export interface Remembered {
  readonly memory: Memory;
  readonly unusable?: string;
}

/** For whoever wants to know and ships nothing. @throws StateFailure when the file is there and can't be read. */
export async function remembered(stateFile: string): Promise<Remembered> {
  const files = new Map<string, Checkpoint>();
  let lost: readonly LostLog[] = [];
  const reading = await new StateFile(stateFile).read(({ row }) => {
    if ('log' in row) files.set(row.log.path, row.log);
    else if ('gone' in row) files.delete(row.gone);
    else lost = row.lost;
  });
  switch (reading.kind) {
    case 'former':
      return { memory: reading.memory };
    case 'lost':
      return { memory: { files: [], lost: [] }, unusable: reading.reason };
    case 'read':
    case 'missing':
      return { memory: { files: [...files.values()], lost } };
  }
}
