import { startLocalMailflow, type LocalMailflow } from '../../lib/cli/local-mailflow.js';
import { OperationCounter, type OperationCounts } from '../bench/storage-operations.js';

/** The embedded host and the emulator, in a process of their own: what they need of memory is theirs. */
export type HostOrder =
  { readonly order: 'onboard'; readonly tenants: readonly string[]; readonly server: string } | { readonly order: 'tell' | 'close' };

export interface OnboardedTenant {
  readonly tenant: string;
  readonly shipperToken: string;
  readonly queryToken: string;
}

export type HostNews =
  | { readonly news: 'started'; readonly url: string; readonly connectionString: string }
  | { readonly news: 'onboarded'; readonly tenants: readonly OnboardedTenant[] }
  | {
      readonly news: 'state';
      readonly ingested: number;
      readonly failed: number;
      readonly operations: OperationCounts;
      readonly peakBytes: number;
    };

const seen = { ingested: 0, failed: 0 };

async function main(): Promise<void> {
  const mailflow = await startLocalMailflow({
    port: 0,
    onInvocation: ({ function: name, outcome }) => {
      if (name === 'ingest-log') seen[outcome === 'succeeded' ? 'ingested' : 'failed'] += 1;
    },
  });
  const connectionString = process.env.Results ?? '';
  const counter = new OperationCounter(endpointsIn(connectionString));
  process.on('message', (order: HostOrder) => void obey(order, mailflow, counter));
  tell({ news: 'started', url: mailflow.host.url, connectionString });
}

async function obey(order: HostOrder, mailflow: LocalMailflow, counter: OperationCounter): Promise<void> {
  switch (order.order) {
    case 'onboard': {
      const tenants: OnboardedTenant[] = [];
      for (const tenant of order.tenants) tenants.push({ tenant, ...(await mailflow.onboard({ id: tenant, name: tenant }, order.server)) });
      tell({ news: 'onboarded', tenants });
      return;
    }
    case 'tell':
      tell({ news: 'state', ...seen, operations: counter.counts, peakBytes: process.resourceUsage().maxRSS * 1024 });
      return;
    case 'close':
      counter.stop();
      await mailflow.close();
      process.disconnect();
  }
}

/** `…;BlobEndpoint=http://127.0.0.1:40001/devstoreaccount1;…` */
function endpointsIn(connectionString: string) {
  const endpoint = (service: string) => new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString)?.[1] ?? '';
  return { blobUrl: endpoint('Blob'), queueUrl: endpoint('Queue'), tableUrl: endpoint('Table') };
}

function tell(news: HostNews): void {
  process.send?.(news);
}

void main();
