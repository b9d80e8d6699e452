import { z } from 'zod';

/** What the Functions host says of the blob. Names inside come with changed case, so metadata names are compared in lower case. */
const triggerMetadataSchema = z.object({
  blobTrigger: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** The blob that a trigger speaks of: its name below the container, and its metadata by names in lower case. */
export function triggeringBlob(
  triggerMetadata: unknown,
  container: string,
): { blobName: string; metadata: Readonly<Record<string, string>> } {
  const { blobTrigger, metadata } = triggerMetadataSchema.parse(triggerMetadata);
  return {
    blobName: blobTrigger.startsWith(`${container}/`) ? blobTrigger.slice(container.length + 1) : blobTrigger,
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  };
}
