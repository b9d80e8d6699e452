import { microsoftMailRange } from './microsoft-mail-range.js';

/** Exchange Online is one host, whichever of its many addresses answers. */
export const EXCHANGE_ONLINE = 'Exchange Online';

/** By what sessions with one host are told from those with another: its address, or {@link EXCHANGE_ONLINE} for all of Microsoft's. */
export function remoteHost(address: string): string {
  return microsoftMailRange(address) === undefined ? address : EXCHANGE_ONLINE;
}
