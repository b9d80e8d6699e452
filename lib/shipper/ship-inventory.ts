import { inventoryUploadsResponseSchema, type InventoryUploadsRequest } from '../contract/inventory-uploads.js';
import type { UploadGrant } from '../contract/uploads.js';
import { askApi } from './ask-api.js';
import { exportText } from '../inventory/export-text.js';
import { pseudonymise } from '../privacy/pseudonymise.js';
import { compress } from './compress.js';
import { isProblem, type ShipEvent, type ShipProblem } from './events.js';
import { inventoryFilesAt, readInventoryFile, type InventoryFile } from './inventory-file.js';
import { settingsOf, type ShipOptions, type ShipSettings } from './options.js';
import type { Promised } from './privacy.js';
import { ServiceStop } from './stops.js';
import { upload } from './upload.js';

export interface ShipInventoryOptions extends Pick<ShipOptions, 'apiUrl' | 'token' | 'codec' | 'privacy' | 'retry' | 'wire' | 'onEvent'> {
  /** Exports, or folders of `.json` files. */
  readonly paths: readonly string[];
}

/** What became of the exports. */
export interface ShipInventoryReport {
  /** Exports that the store holds since this run. */
  readonly shipped: number;
  /** Exports that it held already. */
  readonly alreadyThere: number;
  readonly problems: readonly ShipProblem[];
}

/**
 * Ships exports of Exchange's settings, each whole and by itself. It remembers nothing: an export that was shipped before has the same name, and
 * the store takes it once.
 *
 * @param signal ends it after the export under way
 * @throws RangeError when an option can't work, before anything is sent.
 */
export async function shipInventory({ paths, ...options }: ShipInventoryOptions, signal?: AbortSignal): Promise<ShipInventoryReport> {
  const problems: ShipProblem[] = [];
  let shipped = 0;
  let alreadyThere = 0;
  const settings = settingsOf({ ...options, roots: [], stateFile: '' });
  const tell = (event: ShipEvent): void => {
    if (isProblem(event)) problems.push(event);
    if (event.name === 'export-shipped') shipped += 1;
    if (event.name === 'export-already-stored') alreadyThere += 1;
    settings.tell(event);
  };
  try {
    for (const path of paths) {
      const files = await inventoryFilesAt(path);
      if ('name' in files) tell(files);
      else for (const file of files) await shipFile(file, { ...settings, tell }, signal);
    }
  } catch (error) {
    if (error instanceof ServiceStop) tell(error.problem);
    else if (signal?.aborted !== true) throw error;
  }
  return { shipped, alreadyThere, problems };
}

async function shipFile(path: string, settings: ShipSettings, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const file = await readInventoryFile(path);
  if ('name' in file) {
    settings.tell(file);
    return;
  }
  const { kind, collectedAt, datedBy, items, unreadable } = file;
  const persistence = { wire: settings.wire, policy: settings.retry, tell: settings.tell, signal, requestsFinish: true };
  const asked = await askGrant(file, settings, persistence);
  if ('name' in asked) {
    settings.tell(asked);
    return;
  }
  const { answer: grant, pseudonyms } = asked;
  const packed = await compress(pseudonyms === undefined ? file.bytes : pseudonymise(utf8(file.bytes), pseudonyms), settings.codec);
  const result = await upload(packed, grant, {}, persistence);
  switch (result.kind) {
    case 'stored':
      settings.tell({ name: 'export-shipped', path, kind, collectedAt, datedBy, items, unreadable, compressedBytes: packed.length });
      return;
    case 'already-stored':
      settings.tell({ name: 'export-already-stored', path, kind, collectedAt });
      return;
    case 'grant-refused':
      // The grant is seconds old, so another one would fare no better.
      throw new ServiceStop({ name: 'grants-refused', host: new URL(grant.url).host, status: result.status, code: result.code });
    case 'blob-refused':
      settings.tell({ name: 'export-refused', path, because: `the store says ${result.status} ${result.code}.` });
  }
}

/** One export a request, so that the refusal of one (another server's, a clock that is ahead) does not hold up the others. */
async function askGrant(
  { path, kind, collectedAt, server }: InventoryFile,
  settings: ShipSettings,
  persistence: Parameters<typeof upload>[3],
): Promise<Promised<UploadGrant> | Extract<ShipProblem, { name: 'export-refused' }>> {
  const exports = [{ kind, collectedAt, codec: settings.codec, ...(server !== undefined && { server }) }];
  const granted = (json: unknown) => inventoryUploadsResponseSchema.safeParse(json).data?.grants[0];
  try {
    return await settings.privacy.asking((pseudonyms) => {
      const request: InventoryUploadsRequest = { pseudonyms, exports };
      return askApi('inventory-uploads', request, granted, settings, persistence);
    }, settings.tell);
  } catch (error) {
    if (!(error instanceof ServiceStop) || error.problem.name !== 'api-refused' || error.problem.status !== 400) throw error;
    return { name: 'export-refused', path, because: error.problem.detail };
  }
}

/** An export's text in an encoding in which an address is found: Windows PowerShell likes to write UTF-16. */
function utf8(bytes: Buffer): Buffer {
  return Buffer.from(exportText(bytes));
}
