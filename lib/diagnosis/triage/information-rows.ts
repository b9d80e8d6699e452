import { KnownBytes } from '../../log/known-bytes.js';
import type { RecordRun } from '../../log/raw-session.js';
import { Beginnings } from './beginnings.js';
import type { CertificateRows } from './certificate-rows.js';
import { remoteEndpointStart } from './remote-endpoint.js';

/** The event of an information row: `*`. */
export const INFORMATION = 0x2a;

const COMMA = 0x2c;
const THREE = 0x33;
const NEGOTIATED = new KnownBytes('"TLS protocol SP_PROT_TLS1_');

/** Rows without data whose context begins so are part of every healthy session. */
const HARMLESS = new Beginnings([
  'attempting to connect',
  'sending message with RecordId ',
  'receiving message with InternetMessageId ',
  '"TLS protocol SP_PROT_TLS1_2_',
  '"TLS protocol SP_PROT_TLS1_3_',
  "TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'",
  'Proxy destination(s) obtained from OnProxyInboundMessage event',
]);

/** Rows with data whose context, the end of the row, is one of these. */
const PERMISSIONS = new KnownBytes(',Set Session Permissions');
const RECEIVING = new KnownBytes(',receiving message');

/** A client without a certificate: the rule for any host but Microsoft's, which should show one. */
const NO_CLIENT_CERTIFICATE = new Beginnings([
  "Client certificate chain validation status: 'EmptyCertificate'",
  "TlsDomainCapabilities='None'; Status='NoRemoteCertificate'",
]);

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

type Bytes = Pick<RecordRun, 'bytes' | 'view'>;

/** Whether an information row, given by where it, its data and its end stand, is one that healthy sessions have. What is not known is not harmless. */
export function isHarmless(run: Bytes, start: number, data: number, end: number, certificates: CertificateRows): boolean {
  const { view } = run;
  if (data >= end) return false;
  if (view.getUint8(data) !== COMMA) {
    if (PERMISSIONS.endAt(view, end) || RECEIVING.endAt(view, end)) return true;
    return certificates.isLongLived(view, start, data, end);
  }
  const context = data + 1;
  if (HARMLESS.standAt(view, context, end)) return true;
  return NO_CLIENT_CERTIFICATE.standAt(view, context, end) && !comesFromMicrosoft(run, data);
}

/** The version of TLS that a row says was negotiated; `undefined` for any other row. */
export function negotiatedVersion(view: DataView, data: number, end: number): 'TLS 1.2' | 'TLS 1.3' | undefined {
  const context = data + 1;
  if (!NEGOTIATED.standAt(view, context, end)) return undefined;
  return view.getUint8(context + NEGOTIATED.length) === THREE ? 'TLS 1.3' : 'TLS 1.2';
}

function comesFromMicrosoft({ bytes, view }: Bytes, data: number): boolean {
  return PERHAPS_MICROSOFT.standAt(view, remoteEndpointStart(bytes, data), data);
}
