import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isNode, isPair, isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { exportText } from '../../inventory/export-text.js';
import { errorCode } from '../error-code.js';
import { configSchema, type Config } from './schema.js';

/** A config of this size is none. */
const MAX_CHARACTERS = 64 * 1024;

/** The settings can't be used; nothing was read of Exchange's and nothing was sent. The message has a line for each fault. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
}

/**
 * Reads a config file, YAML or JSON (which is YAML too). Windows PowerShell's UTF-16 is understood.
 *
 * @returns the settings, each with its default; paths are absolute
 * @throws ConfigFault that names the lines with faults
 */
export async function readConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = exportText(await readFile(file));
  } catch (error) {
    throw new ConfigFault(`${file} can't be read (${errorCode(error)}).`);
  }
  return withAbsolutePaths(parseConfig(text, file), dirname(resolve(file)));
}

/** The settings of whoever has no config file; paths are seen from where the command was started. @throws ConfigFault */
export function defaultConfig(given: { readonly api: string; readonly stateFile: string }): Config {
  const config = configSchema.safeParse(given);
  if (config.success) return withAbsolutePaths(config.data, '.');
  throw new ConfigFault(config.error.issues.map((issue) => `--${issue.path.join('.')} ${said(issue)}.`).join('\n'));
}

/** @param file how messages call it */
export function parseConfig(text: string, file: string): Config {
  if (text.length > MAX_CHARACTERS) throw new ConfigFault(`${file} has more than ${MAX_CHARACTERS} characters; a config has few lines.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}, line ${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new ConfigFault(document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message}${hint(text, pos[0])}`).join('\n'));
  }
  const config = configSchema.safeParse(document.contents === null ? {} : document.toJS());
  if (config.success) return config.data;
  throw new ConfigFault(config.error.issues.flatMap((issue) => faults(issue, document, file, at)).join('\n'));
}

type At = (offset: number) => string;

function faults(issue: z.core.$ZodIssue, document: Document, file: string, at: At): string[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? '' : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${placeOf([...path, key], document, file, at)}: there is no setting “${key}”${nearest(key)}`);
  }
  const place = placeOf(path, document, file, at);
  if (path.length === 0) return [`${place}: these are no settings; one of them a line is right, such as: api: https://mailflow.example`];
  const missing = document.hasIn(path) ? '' : 'is missing: it ';
  return [`${place}: “${path.join('.')}” ${missing}${said(issue)}`];
}

function said({ message }: z.core.$ZodIssue): string {
  return `should be ${message}`
    .replace(/^should be Invalid input: expected /, 'should be of type ')
    .replace(/^should be ((?:Too|Invalid) )/, 'is not right: $1');
}

/** The line of a setting, by its name and not its value, which may begin further down. */
function placeOf(path: readonly (string | number)[], document: Document, file: string, at: At): string {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === last) : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  const offset = isNode(node) ? node.range?.[0] : undefined;
  return offset === undefined ? file : at(offset);
}

/** YAML reads a backslash in double quotes as the beginning of something else. */
function hint(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1).split('\n', 1)[0] ?? '';
  return /"[^"]*\\/.test(line) ? ' (write paths without quotes, or in single quotes)' : '';
}

function nearest(key: string): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
  const alike = Object.keys(configSchema.shape).find((name) => plain(name).startsWith(plain(key)) || plain(key).startsWith(plain(name)));
  return alike === undefined ? '' : `; did you mean “${alike}”?`;
}

/** Paths are seen from the config file, wherever the command was started: a service starts in a folder of the system. */
function withAbsolutePaths(config: Config, base: string): Config {
  const absolute = (path: string) => resolve(base, path);
  const { tokenFile, stateFile, exportsFolder, pseudonymKeyFile, authoritiesFile, logFile } = config;
  return {
    ...config,
    tokenFile: absolute(tokenFile),
    stateFile: absolute(stateFile),
    exportsFolder: absolute(exportsFolder),
    folders: config.folders.map((entry) => (typeof entry === 'string' ? absolute(entry) : { ...entry, folder: absolute(entry.folder) })),
    ...(pseudonymKeyFile !== undefined && { pseudonymKeyFile: absolute(pseudonymKeyFile) }),
    ...(authoritiesFile !== undefined && { authoritiesFile: absolute(authoritiesFile) }),
    ...(logFile !== undefined && { logFile: absolute(logFile) }),
  };
}
