import type { ShipEvent, SkipReason } from './events.js';

const TURN_ON = 'Set-SendConnector "<name>" -ProtocolLoggingLevel Verbose';

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  'no-header': 'it does not begin with the header lines of a protocol log (#Log-type, #Date, #Fields)',
  'header-too-long': 'its header is longer than any that Exchange writes',
  'unusable-date': 'the #Date of its header is no date such as 2019-05-28T15:07:00.088Z, so the file has no identity',
  'same-log-elsewhere': 'another folder holds the same log (same stream, name and #Date), and that one is shipped',
};

/** One event in one sentence or two, for the console of whoever runs the shipper: what happened, to which thing, and what to do about it. */
export function sentence(event: ShipEvent): string {
  switch (event.name) {
    case 'chunk-shipped':
      return `Shipped ${event.stream} ${event.file}, bytes ${event.from} to ${event.to} (${event.compressedBytes} bytes on the wire).`;
    case 'chunk-already-stored':
      return `Bytes ${event.from} to ${event.to} of ${event.stream} ${event.file} had arrived before; nothing was sent twice.`;
    case 'ledger-followed':
      return `Mailflow knows bytes of ${event.stream} ${event.file} from ${event.from} on in ${event.pieces} other pieces; they are cut as it knows them, so that none counts twice.`;
    case 'export-shipped':
      return `Shipped ${event.path}: ${event.kind} of ${event.collectedAt}${event.datedBy === 'file' ? ' (the file’s last change; the export itself has no date)' : ''}, ${event.items} objects${event.unreadable === 0 ? '' : ` and ${event.unreadable} that lack what names them`} (${event.compressedBytes} bytes on the wire).`;
    case 'export-already-stored':
      return `${event.path} (${event.kind} of ${event.collectedAt}) had arrived before; nothing was sent twice.`;
    case 'stream-assumed':
      return `${event.folder} is none of Exchange's own folders: its logs are taken for ${event.stream}. Name the stream in the options if that is wrong.`;
    case 'grant-renewed':
      return `The right to upload ${event.file} was no longer accepted (${event.code}); asked for a new one.`;
    case 'upload-retried':
      return `${event.host} did not take it (${event.because}); attempt ${event.attempt} follows in ${event.waitMilliseconds} ms.`;
    case 'exchange-not-found':
      return `Exchange’s protocol logs were not found${event.lookedAt.length === 0 ? '' : `, not even below ${event.lookedAt.join(' or ')}`}. Name their folders in the settings; Get-TransportService | Format-List *ProtocolLogPath shows where Exchange writes.`;
    case 'folder-missing':
      return `The folder ${event.folder} does not exist. Check its spelling; Get-TransportService | Format-List *ProtocolLogPath shows where Exchange writes.`;
    case 'folder-unreadable':
      return `Can't read the folder ${event.folder} (${event.code}). The account that ships needs read permission: icacls "${event.folder}" /grant "<account>:(OI)(CI)R"`;
    case 'no-logs-found':
      return `No protocol log (SENDyyyyMMddhh-n.LOG or RECVyyyyMMddhh-n.LOG) in ${event.folder} or below. Exchange writes them only where logging is on: ${TURN_ON}`;
    case 'file-skipped':
      return `Skipped ${event.path}: ${SKIPPED[event.reason]}.`;
    case 'file-unreadable':
      return `Can't read ${event.path} (${event.code}); its position is kept and it will be tried again. If that lasts: icacls "${event.path}" /grant "<account>:R"`;
    case 'file-vanished':
      return `${event.path} was deleted before all of it was shipped: it is stored up to byte ${event.shippedUpTo}, and at least ${event.lostBytes} bytes behind are lost. Exchange deletes logs by age and by the folder’s size: Get-TransportService | Format-List *ProtocolLogMax* shows its limits.`;
    case 'file-truncated':
      return `${event.path} is only ${event.size} bytes long although ${event.shippedUpTo} bytes were shipped or about to be. Exchange never shortens a log; nothing is shipped of it until it is longer again.`;
    case 'record-cut':
      return `No record of ${event.stream} ${event.file} ended within ${event.limit} bytes; the log was cut at byte ${event.at} so that what follows isn't held up.`;
    case 'ranges-disagree':
      return `Mailflow does not take bytes ${event.from} to ${event.to} of ${event.stream} ${event.file}, although they are cut as it asked. Another shipper may be sending the same logs: run only one on this server. The log is tried again in the next round; other files are shipped.`;
    case 'upload-refused':
      return `The store refused a chunk of ${event.file} (${event.status} ${event.code}); its position is kept and it will be tried again. Other files are shipped.`;
    case 'no-exports-found':
      return `No .json file in ${event.folder}. An export is made with, for instance: Get-ExchangeCertificate -Server <name> | ConvertTo-Json -Depth 4 > certificates.json`;
    case 'export-unusable':
      return `${event.path} was not shipped: ${event.because}`;
    case 'export-refused':
      return `${event.path} was not taken: ${event.because}`;
    case 'state-lost':
      return `The positions in ${event.stateFile} can't be used (${event.reason}). All logs that are still there are shipped from their beginning; what has arrived before is not stored twice.`;
    case 'round-failed':
      return `This round of shipping failed: ${event.because}. All positions are kept.`;
    case 'token-renewed':
      return `The token of this server was changed for a new one (${event.tokenFile}).`;
    case 'pseudonyms-begun':
      return `Your MSP's setting hides persons: from now on pseudonyms take their place before anything is sent, made with the key in ${event.keyFile}. Keep a copy of it; nobody else has one.`;
    case 'pseudonyms-ended':
      return `Your MSP's setting hides persons no longer: from now on logs are shipped as they are.`;
    case 'token-not-renewed':
      return `The token of this server could not be changed for a new one: ${event.because} It is tried again.`;
    case 'probe-run':
      return `Called ${event.target}, port ${event.port}, as Mailflow was asked to: ${event.findings.length === 0 ? 'nothing found' : event.findings.join(', ')}.`;
    case 'probe-refused':
      return `Did not call ${event.target}, port ${event.port}, although Mailflow asked for it: it is neither a smart host of this server's send connectors, as its exports name them, nor one of Microsoft's mail servers.`;
    case 'heartbeat-failed':
      return `Mailflow could not be told how the shipper fares: ${event.because}. The logs are shipped all the same.`;
    case 'token-missing':
      return `There is no token to ship with: ${event.because}. All positions are kept.`;
    case 'token-refused':
      return `${event.apiUrl} refused the token (${event.status}): it is unknown, expired, revoked or may not upload. Ask for a new token for this server and give it to the shipper; nothing was lost, shipping goes on from the same positions.`;
    case 'api-refused':
      return `${event.apiUrl} did not grant the upload (${event.status}: ${event.detail}). All positions are kept.`;
    case 'grants-refused':
      return `${event.host} refuses even fresh upload rights (${event.status} ${event.code}). The clock, the storage account's firewall or the API's role on it is wrong: that is for the operator of Mailflow to mend. All positions are kept.`;
    case 'insecure-address':
      return `Mailflow asked to upload to ${event.host} without encryption. Nothing was sent, all positions are kept: the operator of Mailflow has to mend the address of its storage.`;
    case 'pseudonyms-impossible':
      return `Mailflow takes nothing without pseudonyms in the place of persons, and they can't be made: ${event.because}. Nothing was sent, all positions are kept.`;
    case 'service-unreachable':
      return `Gave up on ${event.host} after ${event.attempts} attempts: ${event.because}. All positions are kept. Check from this server: ${connectionTest(event.host)}`;
  }
}

function connectionTest(host: string): string {
  const { hostname, port } = new URL(`https://${host}`);
  return `Test-NetConnection ${hostname} -Port ${port || '443'}`;
}
