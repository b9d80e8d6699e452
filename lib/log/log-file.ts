import type { Direction } from './record.js';

/**
 * Which log of the server: the service that wrote it and the protocol's side.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging#location-of-the-protocol-log-files
 */
export const STREAMS = [
  'hub/smtp-send',
  'hub/smtp-receive',
  'frontend/smtp-send',
  'frontend/smtp-receive',
  'mailbox/smtp-send/delivery',
  'mailbox/smtp-send/submission',
  'mailbox/smtp-receive/delivery',
  'edge/smtp-send',
  'edge/smtp-receive',
] as const;

export type Stream = (typeof STREAMS)[number];

/**
 * One file as Exchange wrote it. Its name alone is no identity: after a clean-up Exchange may write the same name again, with another
 * `#Date`. A hash of the first bytes is none either: all protocol logs begin alike.
 */
export interface LogFile {
  /** The file's name without its folder, such as `SEND2019052815-1.LOG`. */
  readonly name: string;
  /** The `#Date` of its header, as written: `2019-05-28T15:07:00.088Z`. */
  readonly date: string;
}

/** A contiguous range of a log file's bytes that ends at the end of a record. */
export interface ByteRange {
  readonly from: number;
  /** One past the last byte. */
  readonly to: number;
}

const FOLDERS: readonly (readonly [RegExp, Stream])[] = [
  [/\/hub\/protocollog\/smtpsend$/, 'hub/smtp-send'],
  [/\/hub\/protocollog\/smtpreceive$/, 'hub/smtp-receive'],
  [/\/frontend\/protocollog\/smtpsend$/, 'frontend/smtp-send'],
  [/\/frontend\/protocollog\/smtpreceive$/, 'frontend/smtp-receive'],
  [/\/mailbox\/protocollog\/smtpsend\/delivery$/, 'mailbox/smtp-send/delivery'],
  [/\/mailbox\/protocollog\/smtpsend\/submission$/, 'mailbox/smtp-send/submission'],
  [/\/mailbox\/protocollog\/smtpreceive\/delivery$/, 'mailbox/smtp-receive/delivery'],
  [/\/edge\/protocollog\/smtpsend$/, 'edge/smtp-send'],
  [/\/edge\/protocollog\/smtpreceive$/, 'edge/smtp-receive'],
  // Exchange 2010 has no folder for the role; its Hub Transport service is what Hub is today.
  [/\/logs\/protocollog\/smtpsend$/, 'hub/smtp-send'],
  [/\/logs\/protocollog\/smtpreceive$/, 'hub/smtp-receive'],
];

/** The stream whose logs Exchange keeps in this folder, or `undefined` when the path's end is none of Exchange's own. Either slash will do. */
export function streamOfFolder(folder: string): Stream | undefined {
  const path = `/${folder.replaceAll('\\', '/').replace(/\/+$/, '')}`.toLowerCase();
  return FOLDERS.find(([tail]) => tail.test(path))?.[1];
}

/** Who opened the connections that a stream tells of. */
export function directionOfStream(stream: Stream): Direction {
  return stream.includes('smtp-send') ? 'send' : 'receive';
}

/** Whether a file's name is one that Exchange gives to protocol logs: `SENDyyyyMMddhh-n.LOG`, or without the hour as older builds wrote. */
export function isProtocolLogName(name: string): boolean {
  return /^(SEND|RECV)\d{8}(\d{2})?-\d+\.LOG$/i.test(name);
}
