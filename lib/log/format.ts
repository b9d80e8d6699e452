import { NUL } from './ascii.js';
import { parseFields } from './header.js';
import { readSessions } from './read-sessions.js';

/** Whether these bytes are a protocol log; if not, what they are and what to do about it, for a person to read. */
export type RecognisedFormat =
  { readonly kind: 'smtp-protocol-log' } | { readonly kind: 'unsupported'; readonly name: string; readonly why: string };

/** Bytes that are looked at. Every format shows itself in its first lines. */
const LOOKED_AT = 64 * 1024;

const PROTOCOL_LOG: RecognisedFormat = { kind: 'smtp-protocol-log' };

/** Which logs are meant, and where they lie, for a person who gave others. */
export const WANTED_LOGS =
  'Mailflow reads SMTP protocol logs: …\\TransportRoles\\Logs\\(Hub|FrontEnd|Edge|Mailbox)\\ProtocolLog\\(SmtpSend|SmtpReceive).';

const UTF_16 =
  'This copy is written in UTF-16, as PowerShell redirects text. Copy the log file itself, or write the text with “Out-File -Encoding utf8”.';

/** Formats that are known by their first bytes. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly name: string; readonly why: string }[] = [
  { bytes: [0xff, 0xfe], name: 'UTF-16 text', why: UTF_16 },
  { bytes: [0xfe, 0xff], name: 'UTF-16 text', why: UTF_16 },
  { bytes: [0x1f, 0x8b], name: 'gzip archive', why: 'The file is compressed. Unpack it first.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'ZIP archive', why: 'The file is an archive, or an Office document. Unpack the logs first.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], name: '7z archive', why: 'The file is an archive. Unpack the logs first.' },
  { bytes: [...Buffer.from('ElfFile')], name: 'Windows event log', why: `Event logs tell little of single SMTP sessions. ${WANTED_LOGS}` },
  { bytes: [...Buffer.from('%PDF')], name: 'PDF document', why: `The file is a document. ${WANTED_LOGS}` },
];

/**
 * Text formats that are often sent by mistake, each with what is found in its first lines and in no protocol log.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/transport-logs/transport-logs
 */
const OTHER_LOGS: readonly { readonly sign: RegExp; readonly name: string; readonly why: string }[] = [
  {
    sign: /^#?Software: Microsoft (?:Internet Information Services|SMTP)|^#Fields: date time |\bSMTPSVC\d/im,
    name: 'IIS SMTP service log (W3C)',
    why: `This is the log of the SMTP service of IIS, not of Exchange: it has no sessions and no TLS errors. ${WANTED_LOGS}`,
  },
  {
    sign: /^#?Log-type: Message Tracking Log|^#Fields: date-time,client-ip,client-hostname/im,
    name: 'message tracking log',
    why: `Message tracking tells what became of messages, not what was said on the wire. ${WANTED_LOGS}`,
  },
  {
    sign: /^#?Log-type: Transport Connectivity Log|^#Fields: date-time,session,source,Destination/im,
    name: 'connectivity log',
    why: `The connectivity log tells that a connection failed, not what was said on it. ${WANTED_LOGS}`,
  },
  {
    sign: /^#?Log-type: (?:POP|IMAP)|^#Fields: dateTime,sessionId,seqNumber,sIp,cIp/im,
    name: 'POP or IMAP protocol log',
    why: `POP and IMAP fetch mail; it flows by SMTP. ${WANTED_LOGS}`,
  },
  {
    sign: /^#?Log-type: Agent Log/im,
    name: 'transport agent log',
    why: `The agent log holds the verdicts of anti-spam agents. ${WANTED_LOGS}`,
  },
  {
    sign: /^#?DateTime,RequestId,MajorVersion,|^#?Log-type: HttpProxy/im,
    name: 'HttpProxy log',
    why: `The HttpProxy logs tell of Outlook, Exchange ActiveSync and web clients, not of SMTP. ${WANTED_LOGS}`,
  },
  {
    sign: /^(?:From |Return-Path:|Received: |MIME-Version: )/im,
    name: 'mail message',
    why: `The file is a mail with its headers. ${WANTED_LOGS}`,
  },
];

/**
 * Tells from the first bytes of a file whether it is a protocol log. An excerpt without header is one when it has rows of a protocol log; text
 * around them does no harm, since its lines are reported as bad ones.
 */
export function recogniseFormat(firstBytes: Buffer): RecognisedFormat {
  const looked = firstBytes.subarray(0, LOOKED_AT);
  if (looked.length === 0) return unsupported('empty file', 'The file holds nothing. Exchange writes a header as soon as it opens a log.');

  const signature = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => looked[at] === byte));
  if (signature) return unsupported(signature.name, signature.why);

  const text = looked.toString('latin1');
  const logType = /^(?:\xef\xbb\xbf)?#?Log-type: *(.*?)\r?$/im.exec(text)?.[1];
  if (logType !== undefined && /\bSMTP (?:Send|Receive) Protocol Log\b/i.test(logType)) return PROTOCOL_LOG;
  if (hasRecord(looked)) return PROTOCOL_LOG;

  const other = OTHER_LOGS.find(({ sign }) => sign.test(text));
  if (other) return unsupported(other.name, other.why);
  if (logType !== undefined) return unsupported(logType, `The header says “${logType}”. ${WANTED_LOGS}`);
  if (parseFields(/^#?Fields:(.*)$/im.exec(text)?.[1] ?? '')) return PROTOCOL_LOG;

  if (looked[1] === NUL) return unsupported('UTF-16 text', UTF_16);
  if (looked.includes(NUL)) return unsupported('binary file', `The file is no text. ${WANTED_LOGS}`);
  return unsupported('unknown text', `No line of it is a row of a protocol log. ${WANTED_LOGS}`);
}

/** Whether one of the lines is a row of a protocol log. The last may be cut by the end of what is looked at. */
function hasRecord(looked: Buffer): boolean {
  return readSessions(looked).counts.records > 0;
}

function unsupported(name: string, why: string): RecognisedFormat {
  return { kind: 'unsupported', name, why };
}
