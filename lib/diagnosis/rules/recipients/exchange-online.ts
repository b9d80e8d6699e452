import { microsoftMailRange } from '../../../microsoft365/microsoft-mail-range.js';
import type { Scene } from '../../facts/scene.js';
import type { Refusal } from '../../reply-rule.js';

/** Exchange Online ends its refusals with the machine that wrote them: `[DB8EUR05FT012.eop-eur05.prod.protection.outlook.com]`. */
const SIGNATURE = /\[[a-z0-9.-]+\.(?:prod|protection)\.outlook\.com\b/i;

/**
 * Whether Exchange Online wrote this refusal: then no command on this server changes it, only the cause behind it. The signature may have
 * travelled through another host, and the address decides only where the log names one.
 */
export function saidByExchangeOnline({ text }: Pick<Refusal, 'text'>, { direction, remote }: Scene): boolean {
  if (direction === 'receive') return false;
  return SIGNATURE.test(text) || (remote !== undefined && microsoftMailRange(remote.address) !== undefined);
}
