import { readDate } from './powershell/date.js';
import { readCount } from './powershell/limit.js';
import { property, type Properties } from './powershell/properties.js';
import { readKnownText, readText } from './powershell/text.js';

/**
 * One queue of `Get-Queue`. Texts stay texts: the reasons in LastError are for the diagnosis to read, and its LRT is in the server's own
 * date format.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/queues/queue-properties
 */
export interface Queue {
  /** `EX01\42`. */
  readonly identity: string;
  readonly deliveryType: string | undefined;
  readonly nextHopDomain: string | undefined;
  /** The GUID of the connector. */
  readonly nextHopConnector: string | undefined;
  readonly nextHopCategory: string | undefined;
  readonly tlsDomain: string | null | undefined;
  readonly status: string | undefined;
  readonly messageCount: number | undefined;
  readonly deferredMessageCount: number | undefined;
  readonly retryCount: number | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly lastRetry: number | undefined;
  readonly nextRetry: number | undefined;
  readonly lastError: string | null | undefined;
}

export function readQueue(item: Properties): Queue | undefined {
  const identity = readKnownText(property(item, 'Identity'));
  if (identity === undefined) return undefined;
  return {
    identity,
    deliveryType: readWord(property(item, 'DeliveryType')),
    nextHopDomain: readKnownText(property(item, 'NextHopDomain')),
    nextHopConnector: readKnownText(property(item, 'NextHopConnector')),
    nextHopCategory: readWord(property(item, 'NextHopCategory')),
    tlsDomain: readText(property(item, 'TlsDomain')),
    status: readWord(property(item, 'Status')),
    messageCount: readCount(property(item, 'MessageCount')),
    deferredMessageCount: readCount(property(item, 'DeferredMessageCount')),
    retryCount: readCount(property(item, 'RetryCount')),
    lastRetry: readDate(property(item, 'LastRetryTime')),
    nextRetry: readDate(property(item, 'NextRetryTime')),
    lastError: readText(property(item, 'LastError')),
  };
}

/** A name of an enumeration; its number would tell nobody anything. */
function readWord(value: unknown): string | undefined {
  const text = readKnownText(value);
  return text === undefined || /^\d+$/.test(text) ? undefined : text;
}
