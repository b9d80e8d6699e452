import { odata } from '@azure/data-tables';
import { afterKey, key } from './keys.js';

/**
 * The queries that find all rows of a tenant in a table whose partitions are each one tenant's: the partition key is the tenant, or begins with it. A
 * range from “contoso” to “contoso|…” would take in “contoso-north”.
 */
export function inOwnPartitions(tenant: string): readonly string[] {
  const own = key(tenant);
  return [odata`PartitionKey eq ${own}`, odata`PartitionKey gt ${`${own}|`} and PartitionKey lt ${afterKey(own)}`];
}
