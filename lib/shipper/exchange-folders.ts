import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readExport, type AnyInventoryExport } from '../inventory/read-export.js';
import type { ProtocolLogSettings, TransportService } from '../inventory/transport-service.js';
import { streamOfFolder, type Stream } from '../log/log-file.js';
import { inventoryFilesAt } from './inventory-file.js';
import type { FindRoots, LogRoot, Roots } from './options.js';

export interface WhereToLook {
  /** A folder of exports of Exchange's settings, as the collector drops them; it need not exist. */
  readonly exportsFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By default this machine's. */
  readonly server?: string;
}

/** How long an answer holds, in milliseconds: to read all exports every two seconds would be work for nothing. */
const HOLDS = 60_000;

/** @param steadyClock milliseconds by a clock that never jumps */
export function exchangeFolderFinder(where: WhereToLook, steadyClock: () => number): FindRoots {
  let last: { readonly at: number; readonly roots: Promise<Roots> } | undefined;
  return () => {
    const now = steadyClock();
    if (last === undefined || now - last.at >= HOLDS) last = { at: now, roots: exchangeFolders(where) };
    return last.roots;
  };
}

/**
 * Where this server's Exchange keeps its protocol logs: where the exports of its transport services say, and in the folders that every version has by
 * default.
 *
 * Both, since a path that was changed leaves the logs of before behind. Not every role is installed, so none of the default folders need be there.
 */
export async function exchangeFolders({ exportsFolder, environment, server = hostname() }: WhereToLook): Promise<Roots> {
  const named = (await exportsIn(exportsFolder)).flatMap((one) => rootsNamedIn(one, server));
  const installed = await installations(environment);
  const usual = installed.flatMap((path) => DEFAULT_FOLDERS.map((folder) => ({ folder: join(path, ...folder), mayBeMissing: true })));
  const roots = [...named, ...usual];
  if (roots.length > 0) return { roots, remarks: [] };
  return { roots, remarks: [{ name: 'exchange-not-found', lookedAt: candidates(environment) }] };
}

/**
 * Below the folder in which Exchange is installed.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging#location-of-the-protocol-log-files
 */
const DEFAULT_FOLDERS = [
  ...['Hub', 'FrontEnd', 'Mailbox', 'Edge'].map((role) => ['TransportRoles', 'Logs', role, 'ProtocolLog']),
  // Exchange 2010
  ['TransportRoles', 'Logs', 'ProtocolLog'],
];

/** Where Exchange is, or would be: 2013, 2016, 2019 and SE install to V15, 2010 to V14. Setup sets the variable for the whole machine. */
function candidates({ ExchangeInstallPath, ProgramFiles }: WhereToLook['environment']): string[] {
  const usual =
    ProgramFiles === undefined ? [] : ['V15', 'V14'].map((version) => join(ProgramFiles, 'Microsoft', 'Exchange Server', version));
  return [...new Set([...(ExchangeInstallPath === undefined ? [] : [join(ExchangeInstallPath, '.')]), ...usual])];
}

async function installations(environment: WhereToLook['environment']): Promise<string[]> {
  const found: string[] = [];
  for (const path of candidates(environment)) {
    const logs = await stat(join(path, 'TransportRoles', 'Logs')).catch(() => undefined);
    if (logs?.isDirectory() === true) found.push(path);
  }
  return found;
}

/** One that can't be used is left out here: who ships it tells why. */
async function exportsIn(folder: string): Promise<AnyInventoryExport[]> {
  const files = await inventoryFilesAt(folder);
  if ('name' in files) return [];
  const exports: AnyInventoryExport[] = [];
  for (const file of files) {
    try {
      exports.push(readExport(await readFile(file)));
    } catch {
      continue;
    }
  }
  return exports;
}

function rootsNamedIn({ kind, items }: AnyInventoryExport, server: string): LogRoot[] {
  switch (kind) {
    case 'transport-services':
      return servicesOf(items, server).flatMap((service) => rootsOf(service, 'hub/smtp-send', 'hub/smtp-receive'));
    case 'frontend-transport-services':
      return servicesOf(items, server).flatMap((service) => rootsOf(service, 'frontend/smtp-send', 'frontend/smtp-receive'));
    case 'mailbox-transport-services':
      return servicesOf(items, server).flatMap(mailboxRoots);
    default:
      return [];
  }
}

/** The services of this server: an export may hold those of the whole organization. */
function servicesOf(services: readonly TransportService[], server: string): readonly TransportService[] {
  const own = services.filter(({ name }) => hostLabel(name) === hostLabel(server));
  return own.length === 0 && services.length === 1 ? services : own;
}

function hostLabel(name: string): string {
  return (name.split('.', 1)[0] ?? name).toLowerCase();
}

/** On an Edge server the same command tells of Edge's logs; there the path says so. */
function rootsOf({ sendProtocolLog, receiveProtocolLog }: TransportService, send: Stream, receive: Stream): LogRoot[] {
  return [...rootAt(sendProtocolLog, send), ...rootAt(receiveProtocolLog, receive)];
}

function rootAt({ path }: ProtocolLogSettings, stream: Stream): LogRoot[] {
  return typeof path === 'string' ? [{ folder: path, stream: streamOfFolder(path) ?? stream, mayBeMissing: true }] : [];
}

/** Mailbox Transport is two services, each with a folder below the one that is set. */
function mailboxRoots({ sendProtocolLog, receiveProtocolLog }: TransportService): LogRoot[] {
  return [
    ...below(sendProtocolLog, 'Delivery', 'mailbox/smtp-send/delivery'),
    ...below(sendProtocolLog, 'Submission', 'mailbox/smtp-send/submission'),
    ...below(receiveProtocolLog, 'Delivery', 'mailbox/smtp-receive/delivery'),
  ];
}

function below({ path }: ProtocolLogSettings, folder: string, stream: Stream): LogRoot[] {
  return typeof path === 'string' ? [{ folder: join(path, folder), stream, mayBeMissing: true }] : [];
}
