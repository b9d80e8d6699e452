import { isProblem } from '../../lib/shipper/events.js';
import { sentence } from '../../lib/shipper/sentence.js';
import { watch } from '../../lib/shipper/ship.js';

/** The real shippers of all tenants, in one process: in life each runs on a server of its own. */
export interface ShipOrder {
  readonly apiUrl: string;
  readonly servers: readonly { readonly token: string; readonly root: string; readonly stateFile: string }[];
}

export interface ShipNews {
  readonly shippedBytes: number;
  readonly chunks: number;
  readonly problems: readonly string[];
  readonly peakBytes: number;
}

const TELL_MILLISECONDS = 1_000;

const shipped = { shippedBytes: 0, chunks: 0 };
const problems = new Set<string>();
const stop = new AbortController();

process.once('message', ({ apiUrl, servers }: ShipOrder) => {
  const shipping = servers.map(({ token, root, stateFile }) =>
    watch(
      {
        apiUrl,
        token,
        roots: [root],
        stateFile,
        onEvent: (event) => {
          if (isProblem(event)) problems.add(sentence(event));
          if (event.name !== 'chunk-shipped') return;
          shipped.shippedBytes += event.to - event.from;
          shipped.chunks += 1;
        },
      },
      stop.signal,
    ),
  );
  const telling = setInterval(tell, TELL_MILLISECONDS);
  process.once('message', () => {
    stop.abort();
    void Promise.all(shipping).then(() => {
      clearInterval(telling);
      tell();
      process.disconnect();
    });
  });
});

function tell(): void {
  process.send?.({ ...shipped, problems: [...problems], peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies ShipNews);
}
