import { CODECS, type Codec } from '../contract/codec.js';
import { INVENTORY_KINDS, type InventoryKind } from '../inventory/kinds.js';

/** An export's identity. Tenant and server come from the token that minted the upload, never from the content. */
export interface InventoryExportId {
  readonly tenant: string;
  readonly server: string;
  readonly kind: InventoryKind;
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  readonly codec: Codec;
}

/** The container of raw exports. */
export const INVENTORY_CONTAINER = 'inventory';

/** The blob's name below the container: `contoso/EX01/exchange-certificates/20260930T060000000Z.json.br`. */
export function inventoryBlobName({ tenant, server, kind, collectedAt, codec }: InventoryExportId): string {
  return `${tenant}/${server}/${kind}/${new Date(collectedAt).toISOString().replace(/[-:.]/g, '')}.json.${codec}`;
}

const BLOB_NAME = new RegExp(
  `^(?<tenant>[^/]+)/(?<server>[^/]+)/(?<kind>${INVENTORY_KINDS.join('|')})/(?<moment>\\d{8}T\\d{9}Z)\\.json\\.(?<codec>${CODECS.join('|')})$`,
);

/**
 * The export that a blob's name below the container stands for.
 *
 * @throws {Error} when the name is none that Mailflow grants: somebody else wrote into the container.
 */
export function exportOfBlobName(blobName: string): InventoryExportId {
  const groups = BLOB_NAME.exec(blobName)?.groups;
  if (groups === undefined)
    throw new Error(`“${blobName}” is not the name of an inventory export; Mailflow grants no such name. The blob is left alone.`);
  const { tenant = '', server = '', moment = '' } = groups;
  return {
    tenant,
    server,
    kind: groups.kind as InventoryKind, // the expression admits no other
    collectedAt: moment.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z'),
    codec: groups.codec as Codec, // likewise
  };
}
