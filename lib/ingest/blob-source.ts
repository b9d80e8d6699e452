/**
 * How the runtime hears of new blobs. Event Grid is the only source that Flex Consumption has; under `func start` there is none, and the runtime looks for
 * itself.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-event-grid-blob-trigger
 */
export function blobSource({ MAILFLOW_BLOB_SOURCE }: Readonly<Record<string, string | undefined>>): 'EventGrid' | 'LogsAndContainerScan' {
  return MAILFLOW_BLOB_SOURCE === 'LogsAndContainerScan' ? 'LogsAndContainerScan' : 'EventGrid';
}
