import { stat } from 'node:fs/promises';
import { tokenRotationSchema } from '../contract/token-rotation.js';
import { askApi, type Api } from './ask-api.js';
import type { Persistence } from './persistent-exchange.js';
import { writeTokenFile } from './token-file.js';

/** A token that is older is changed for a new one, without anybody's coming to the server. */
export const TOKEN_DAYS = 30;

const DAY = 24 * 60 * 60_000;

/**
 * Changes the token in this file for a new one, once it is {@link TOKEN_DAYS} old. The old one stays valid for a day, so whatever goes wrong in between, it
 * is tried again.
 *
 * @param now milliseconds since 1970
 * @returns whether it was changed
 * @throws ServiceStop when the request is refused, or when nobody answers; the file system's error when the token can't be stored.
 */
export async function rotateOldToken(tokenFile: string, api: Api, persistence: Persistence, now: number): Promise<boolean> {
  const { mtimeMs } = await stat(tokenFile);
  if (now - mtimeMs < TOKEN_DAYS * DAY) return false;
  const { token } = await askApi('tokens/rotate', {}, (json) => tokenRotationSchema.safeParse(json).data, api, persistence);
  await writeTokenFile(tokenFile, token);
  return true;
}
