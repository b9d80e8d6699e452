import type { RecordRun } from '../../log/raw-session.js';
import { DATA_START } from '../../log/record-places.js';
import { signIn, textNumberIn, type RowMark } from '../../log/row-signs.js';
import { Beginnings } from './beginnings.js';
import type { CertificateRows } from './certificate-rows.js';
import { remoteEndpointStart } from './remote-endpoint.js';
import { CERTIFICATE, NO_CLIENT_CERTIFICATE, TLS_1_2, TLS_1_3 } from './signs.js';

/** How the addresses of Exchange Online begin. Wider than its ranges: the rules look more closely. */
const PERHAPS_MICROSOFT = new Beginnings([
  '40.',
  '52.',
  '104.47.',
  '23.103.',
  '207.46.',
  '216.32.',
  '213.199.',
  '65.55.',
  '94.245.',
  '134.170.',
  '157.5',
  '[',
]);

/** Whether an information row, whose integers stand at `place` in the run, is one that healthy sessions have. What is not known is not harmless. */
export function isHarmless(run: RecordRun, place: number, mark: RowMark, certificates: CertificateRows): boolean {
  switch (signIn(mark)) {
    case TLS_1_2:
    case TLS_1_3:
      return true;
    case CERTIFICATE:
      return certificates.isLongLived(run, place, textNumberIn(mark));
    case NO_CLIENT_CERTIFICATE: {
      const data = run.places[place + DATA_START] ?? 0;
      return !PERHAPS_MICROSOFT.standAt(run.view, remoteEndpointStart(run.bytes, data), data);
    }
    default:
      return false;
  }
}

/** The version of TLS that a row says was negotiated; `undefined` for any other row. */
export function negotiatedVersion(sign: number): 'TLS 1.2' | 'TLS 1.3' | undefined {
  if (sign === TLS_1_2) return 'TLS 1.2';
  return sign === TLS_1_3 ? 'TLS 1.3' : undefined;
}
