import { readCount } from './powershell/limit.js';
import { readEach } from './powershell/list.js';
import { isProperties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';

/** Where a receive connector listens, as `ip:port` with IPv6 in brackets: the way the protocol log writes endpoints. */
export function readBindings(value: unknown): readonly string[] | undefined {
  return readEach(value, readBinding);
}

function readBinding(element: unknown): string | undefined {
  if (typeof element === 'string') return readKnownText(element);
  if (!isProperties(element)) return undefined;
  const port = readCount(element['Port']);
  const address = readKnownText(element['Address']);
  if (address === undefined || port === undefined) return undefined;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
