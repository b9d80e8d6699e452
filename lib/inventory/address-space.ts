import { readCount } from './powershell/limit.js';
import { readEach } from './powershell/list.js';
import { isProperties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';

/** Whose mail a send connector takes: `smtp:contoso.mail.onmicrosoft.com;1`. */
export interface AddressSpace {
  /** Lower case; `smtp` nearly always. */
  readonly type: string;
  /** Lower case; `*` for everything, `*.contoso.com` with subdomains. */
  readonly address: string;
  readonly cost: number | undefined;
}

const PRINTED = /^(?:(?<type>[A-Za-z0-9]+):)?(?<address>[^;]+)(?:;(?<cost>\d+))?$/;

export function readAddressSpaces(value: unknown): readonly AddressSpace[] | undefined {
  return readEach(value, readAddressSpace);
}

function readAddressSpace(element: unknown): AddressSpace | undefined {
  if (isProperties(element) && typeof element['Address'] === 'string') {
    return {
      type: (readKnownText(element['Type']) ?? 'smtp').toLowerCase(),
      address: element['Address'].toLowerCase(),
      cost: readCount(element['Cost']),
    };
  }
  const groups = PRINTED.exec(readKnownText(element) ?? '')?.groups;
  if (groups?.['address'] === undefined) return undefined;
  return { type: (groups['type'] ?? 'smtp').toLowerCase(), address: groups['address'].toLowerCase(), cost: readCount(groups['cost']) };
}
