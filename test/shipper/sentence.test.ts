import { isProblem, type ShipEvent } from '../../lib/shipper/events.js';
import { sentence } from '../../lib/shipper/sentence.js';

const LOG = 'SEND2019052815-1.LOG';
const PATH = String.raw`D:\Logs\Hub\ProtocolLog\SmtpSend\SEND2019052815-1.LOG`;
const FOLDER = String.raw`D:\Logs\Hub\ProtocolLog\SmtpSend`;
const about = { file: LOG, stream: 'hub/smtp-send', from: 0, to: 611 } as const;

type Example = { readonly [Name in ShipEvent['name']]: { readonly event: Extract<ShipEvent, { name: Name }>; readonly says: string } };

/** One of each kind, and the words that a person looks for. */
const EXAMPLES: Example = {
  'chunk-shipped': {
    event: { name: 'chunk-shipped', ...about, compressedBytes: 80 },
    says: 'Shipped hub/smtp-send SEND2019052815-1.LOG, bytes 0 to 611',
  },
  'chunk-already-stored': { event: { name: 'chunk-already-stored', ...about }, says: 'had arrived before' },
  'ledger-followed': {
    event: { name: 'ledger-followed', file: LOG, stream: 'hub/smtp-send', from: 611, pieces: 3 },
    says: 'SEND2019052815-1.LOG from 611 on in 3 other pieces',
  },
  'export-shipped': {
    event: {
      name: 'export-shipped',
      path: 'certificates.json',
      kind: 'exchange-certificates',
      collectedAt: '2026-09-30T06:00:00.000Z',
      datedBy: 'file',
      items: 3,
      unreadable: 1,
      compressedBytes: 700,
    },
    says: 'exchange-certificates of 2026-09-30T06:00:00.000Z (the file’s last change; the export itself has no date), 3 objects and 1 that lack',
  },
  'export-already-stored': {
    event: { name: 'export-already-stored', path: 'queues.json', kind: 'queues', collectedAt: '2026-09-30T06:00:00.000Z' },
    says: 'queues.json (queues of 2026-09-30T06:00:00.000Z) had arrived before',
  },
  'token-renewed': { event: { name: 'token-renewed', tokenFile: 'token' }, says: 'was changed for a new one (token)' },
  'pseudonyms-begun': {
    event: { name: 'pseudonyms-begun', keyFile: 'pseudonym-key' },
    says: 'the key in pseudonym-key. Keep a copy of it',
  },
  'pseudonyms-ended': { event: { name: 'pseudonyms-ended' }, says: 'shipped as they are' },
  'token-not-renewed': { event: { name: 'token-not-renewed', because: 'the disk is full.' }, says: 'the disk is full. It is tried again' },
  'probe-run': {
    event: { name: 'probe-run', target: 'mx.contoso.com', port: 25, findings: [] },
    says: 'Called mx.contoso.com, port 25, as Mailflow was asked to: nothing found',
  },
  'probe-refused': { event: { name: 'probe-refused', target: '10.0.0.5', port: 25 }, says: 'Did not call 10.0.0.5, port 25' },
  'stream-assumed': { event: { name: 'stream-assumed', folder: FOLDER, stream: 'hub/smtp-send' }, says: 'taken for hub/smtp-send' },
  'grant-renewed': { event: { name: 'grant-renewed', file: LOG, code: 'AuthenticationFailed' }, says: 'asked for a new one' },
  'upload-retried': {
    event: { name: 'upload-retried', host: 'mailflow.example', attempt: 2, because: 'ECONNRESET', waitMilliseconds: 250 },
    says: 'attempt 2 follows in 250 ms',
  },
  'exchange-not-found': {
    event: { name: 'exchange-not-found', lookedAt: ['D:\\Exchange'] },
    says: 'not found, not even below D:\\Exchange. Name their folders',
  },
  'folder-missing': { event: { name: 'folder-missing', folder: FOLDER }, says: `The folder ${FOLDER} does not exist` },
  'folder-unreadable': { event: { name: 'folder-unreadable', folder: FOLDER, code: 'EACCES' }, says: `icacls "${FOLDER}" /grant` },
  'no-logs-found': { event: { name: 'no-logs-found', folder: FOLDER }, says: 'Set-SendConnector "<name>" -ProtocolLoggingLevel Verbose' },
  'file-skipped': { event: { name: 'file-skipped', path: PATH, reason: 'no-header' }, says: `Skipped ${PATH}: it does not begin with` },
  'file-unreadable': { event: { name: 'file-unreadable', path: PATH, code: 'EBUSY' }, says: 'its position is kept' },
  'file-vanished': {
    event: { name: 'file-vanished', path: PATH, shippedUpTo: 611, lostBytes: 4096 },
    says: 'stored up to byte 611, and at least 4096 bytes behind are lost',
  },
  'file-truncated': {
    event: { name: 'file-truncated', path: PATH, size: 300, shippedUpTo: 611 },
    says: 'only 300 bytes long although 611',
  },
  'record-cut': {
    event: { name: 'record-cut', file: LOG, stream: 'hub/smtp-send', at: 16_777_216, limit: 16_777_216 },
    says: 'cut at byte 16777216',
  },
  'ranges-disagree': {
    event: { name: 'ranges-disagree', ...about },
    says: 'run only one on this server',
  },
  'upload-refused': { event: { name: 'upload-refused', file: LOG, status: 400, code: 'InvalidMetadata' }, says: '400 InvalidMetadata' },
  'no-exports-found': { event: { name: 'no-exports-found', folder: FOLDER }, says: '| ConvertTo-Json -Depth 4' },
  'export-unusable': {
    event: { name: 'export-unusable', path: 'queues.txt', because: 'It is the table that PowerShell shows.' },
    says: 'queues.txt was not shipped: It is the table that PowerShell shows.',
  },
  'export-refused': {
    event: { name: 'export-refused', path: 'queues.json', because: 'it is of EX02.' },
    says: 'queues.json was not taken: it is of EX02.',
  },
  'state-lost': {
    event: { name: 'state-lost', stateFile: 'shipper.json', reason: 'its checksum does not match' },
    says: "shipper.json can't be used",
  },
  'round-failed': { event: { name: 'round-failed', because: 'ENOSPC: no space left on device, write' }, says: 'no space left' },
  'heartbeat-failed': { event: { name: 'heartbeat-failed', because: 'EIO' }, says: 'how the shipper fares: EIO' },
  'token-missing': {
    event: { name: 'token-missing', because: 'the token is empty or has characters that no token has' },
    says: 'no token to ship with: the token is empty',
  },
  'insecure-address': { event: { name: 'insecure-address', host: 'uploads.example' }, says: 'uploads.example without encryption' },
  'token-refused': {
    event: { name: 'token-refused', apiUrl: 'https://mailflow.example', status: 401 },
    says: 'Ask for a new token for this server',
  },
  'api-refused': {
    event: { name: 'api-refused', apiUrl: 'https://mailflow.example', status: 409, detail: 'The server is retired' },
    says: 'The server is retired',
  },
  'grants-refused': {
    event: { name: 'grants-refused', host: 'uploads.example', status: 403, code: 'AuthorizationFailure' },
    says: 'operator of Mailflow',
  },
  'pseudonyms-impossible': { event: { name: 'pseudonyms-impossible', because: 'EACCES' }, says: 'EACCES. Nothing was sent' },
  'service-unreachable': {
    event: { name: 'service-unreachable', host: 'mailflow.example', because: 'ETIMEDOUT', attempts: 5 },
    says: 'Test-NetConnection mailflow.example -Port 443',
  },
};

describe('what the console says', () => {
  for (const { event, says } of Object.values(EXAMPLES)) {
    it(`${event.name}: “… ${says} …”`, () => {
      expect(sentence(event)).toContain(says);
      expect(sentence(event)).not.toMatch(/undefined|\[object/);
    });
  }

  it('names the port to test where it is not the usual one', () => {
    const { event } = EXAMPLES['service-unreachable'];
    expect(sentence({ ...event, host: 'mailflow.example:8443' })).toContain('Test-NetConnection mailflow.example -Port 8443');
  });

  it('tells problems from news', () => {
    const news = Object.values(EXAMPLES).filter(({ event }) => !isProblem(event));
    expect(news.map(({ event }) => event.name)).toEqual([
      'chunk-shipped',
      'chunk-already-stored',
      'ledger-followed',
      'export-shipped',
      'export-already-stored',
      'token-renewed',
      'pseudonyms-begun',
      'pseudonyms-ended',
      'probe-run',
      'stream-assumed',
      'grant-renewed',
      'upload-retried',
    ]);
  });
});
