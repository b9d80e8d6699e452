/**
 * Bytes of an export that are read. An organization with a thousand queues and a hundred connectors, all properties exported, stays below
 * 10 MB; something larger is no inventory.
 */
export const MAX_EXPORT_BYTES = 32 * 1024 * 1024;

/** Objects of one export. `Get-Queue -ResultSize Unlimited` of a flooded server is the longest that is known: some thousands. */
export const MAX_ITEMS = 20_000;
