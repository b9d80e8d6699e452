import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import { itemsOf, type Inventory } from '../../inventory/inventory.js';
import { knownCertificates } from '../../inventory/known-certificates.js';
import { toldByExport, type ToldBy } from '../told-by.js';

/** The certificates that Exchange may select from, of both lists; `undefined` without Exchange's own list. */
export function allCertificates(inventory: Inventory): readonly ExchangeCertificate[] | undefined {
  const exchange = itemsOf(inventory, 'exchange-certificates');
  return exchange && knownCertificates(exchange, itemsOf(inventory, 'machine-certificates'));
}

/** Which lists told of a certificate. */
export function toldOfCertificate({ exports }: Inventory, thumbprint: string): readonly ToldBy[] {
  return [exports['exchange-certificates'], exports['machine-certificates']].flatMap((exported) =>
    exported?.items.some((item) => item.thumbprint === thumbprint) === true ? [toldByExport(exported, thumbprint)] : [],
  );
}
