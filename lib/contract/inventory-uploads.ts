import { z } from 'zod';
import { INVENTORY_KINDS } from '../inventory/kinds.js';
import { CODECS } from './codec.js';
import { MAX_GRANTS_PER_REQUEST, pseudonymsSchema, uploadGrantSchema } from './uploads.js';

/**
 * What shipper and API say to each other about exports of Exchange's settings: “I have the list of certificates of this moment” – “write it
 * here, once, within minutes”. An export has no pieces and no positions: kind and moment name it, tenant and server come from the token. So the
 * same export has the same name however often it is sent, and the store takes it once.
 */
export const inventoryUploadSchema = z.object({
  kind: z.enum(INVENTORY_KINDS as [(typeof INVENTORY_KINDS)[number], ...typeof INVENTORY_KINDS]),
  /** When the command ran that gave the export. */
  collectedAt: z.iso.datetime({ error: 'when the export was collected, in UTC, such as 2026-09-30T06:00:00.000Z' }),
  codec: z.enum(CODECS),
  /** Whose settings the export says it holds, so that one of another server is refused before it is sent. */
  server: z.string().min(1).max(253).optional(),
});

export type InventoryUpload = z.infer<typeof inventoryUploadSchema>;

export const inventoryUploadsRequestSchema = z
  .object({ pseudonyms: pseudonymsSchema, exports: z.array(inventoryUploadSchema).min(1).max(MAX_GRANTS_PER_REQUEST) })
  .meta({ id: 'InventoryUploadsRequest' });

export type InventoryUploadsRequest = z.infer<typeof inventoryUploadsRequestSchema>;

/** One grant for each export asked for, in the same order. */
export const inventoryUploadsResponseSchema = z.object({ grants: z.array(uploadGrantSchema) }).meta({ id: 'InventoryUploadGrants' });
