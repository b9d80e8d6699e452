import { open, type FileHandle } from 'node:fs/promises';
import { openUnlocked } from '../../lib/shipper/open-unlocked.js';

/** Only Windows locks files; this one is locked for some tries, as libuv says it there. */
function lockedFor(tries: number, code: string): { readonly openFile: (path: string) => Promise<FileHandle>; tried: number } {
  const file = {
    tried: 0,
    openFile: (path: string): Promise<FileHandle> => {
      file.tried += 1;
      return file.tried > tries ? open(path) : Promise.reject(Object.assign(new Error(code), { code }));
    },
  };
  return file;
}

it('a file that a scanner has locked for a moment is opened when it lets go', async () => {
  const file = lockedFor(2, 'EBUSY');
  await (await openUnlocked(__filename, 'r', file.openFile)).close();
  expect(file.tried).toBe(3);
});

it('a file that stays locked, or may not be opened, is given up', async () => {
  await expect(openUnlocked(__filename, 'r', lockedFor(9, 'EBUSY').openFile)).rejects.toMatchObject({ code: 'EBUSY' });
  const forbidden = lockedFor(1, 'EACCES');
  await expect(openUnlocked(__filename, 'r', forbidden.openFile)).rejects.toMatchObject({ code: 'EACCES' });
  expect(forbidden.tried).toBe(1);
});
