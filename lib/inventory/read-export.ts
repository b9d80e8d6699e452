import { readEnvelope } from './envelope.js';
import { parseExportJson } from './export-json.js';
import { exportText } from './export-text.js';
import { EXPORT_COMMANDS } from './export-command.js';
import { KINDS, recogniseKind, type InventoryItems, type InventoryKind } from './kinds.js';
import { MAX_EXPORT_BYTES, MAX_ITEMS } from './limits.js';
import { NotAnExport } from './not-an-export.js';
import { readList } from './powershell/list.js';
import { isProperties } from './powershell/properties.js';

/** What one command said on one server at one time. */
export interface InventoryExport<K extends InventoryKind = InventoryKind> {
  readonly kind: K;
  /** `undefined` when neither the envelope nor the caller tells. PSComputerName is no answer: it names the server that ran the command. */
  readonly server: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly collectedAt: number | undefined;
  readonly items: readonly InventoryItems[K][];
  /** Places, counted from 0, of objects that lack what names them. Nothing is dropped silently. */
  readonly unreadable: readonly number[];
}

/** An export of any kind; `kind` tells the items' type apart. */
export type AnyInventoryExport = { readonly [K in InventoryKind]: InventoryExport<K> }[InventoryKind];

/** What the caller knows about a bare export. The envelope, where there is one, says it better. */
export interface ExportOrigin {
  readonly kind?: InventoryKind;
  readonly server?: string;
  readonly collectedAt?: number;
}

/**
 * Reads an export: in the collector's envelope, or the bare output of a command's `| ConvertTo-Json`.
 *
 * @throws NotAnExport with what the file is instead.
 */
export function readExport(bytes: Uint8Array, origin: ExportOrigin = {}): AnyInventoryExport {
  if (bytes.length > MAX_EXPORT_BYTES) {
    throw new NotAnExport('too-large', `The file has ${bytes.length} bytes; an inventory has at most ${MAX_EXPORT_BYTES}.`);
  }
  const json = parseExportJson(exportText(bytes));
  const envelope = readEnvelope(json);
  const values = readList(envelope === undefined ? json : envelope.items) ?? [];
  if (values.length > MAX_ITEMS) {
    throw new NotAnExport('too-many-items', `The export has ${values.length} objects; at most ${MAX_ITEMS} are read.`);
  }
  const kind = envelope?.kind ?? origin.kind ?? recognise(values);
  return readItems(kind, values, {
    server: envelope?.server ?? origin.server,
    collectedAt: envelope === undefined ? origin.collectedAt : Date.parse(envelope.collectedAt),
  });
}

function readItems(
  kind: InventoryKind,
  values: readonly unknown[],
  origin: Pick<InventoryExport, 'server' | 'collectedAt'>,
): AnyInventoryExport {
  const read = values.map((value) => (isProperties(value) ? KINDS[kind].read(value) : undefined));
  const unreadable = read.flatMap((item, place) => (item === undefined ? [place] : []));
  // The table of kinds pairs each kind with the reader of its items; the compiler can't follow a pair through a lookup.
  return { kind, ...origin, items: read.filter((item) => item !== undefined), unreadable } as AnyInventoryExport;
}

function recognise(values: readonly unknown[]): InventoryKind {
  if (values.length === 0)
    throw new NotAnExport('unrecognised', 'The export is an empty list, so it does not tell of what. Name its kind.');
  for (const value of values) {
    const kind = isProperties(value) ? recogniseKind(value) : undefined;
    if (kind !== undefined) return kind;
  }
  const first = values.find(isProperties);
  if (first === undefined)
    throw new NotAnExport('no-objects', "The JSON holds no objects. Export the command's objects, not text made from them.");
  throw new NotAnExport(
    'unrecognised',
    `The objects are of no kind that Mailflow knows by their properties (${Object.keys(first).slice(0, 8).join(', ')} …). ` +
      `Known are the outputs of ${Object.values(EXPORT_COMMANDS).join(', ')}. Name the kind if it is one of them.`,
  );
}
