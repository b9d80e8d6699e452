import type { InventoryKind } from '../inventory/kinds.js';
import type { Stream } from '../log/log-file.js';

/**
 * Everything that the shipper has to say, as values. Names and fields are a contract: the console, the Windows event log and tests read
 * them. {@link ./sentence.ts} turns one into a sentence for people. No event carries the token or a grant's address.
 */
export type ShipEvent = ShipNews | ShipProblem;

/** What went as it should, or mended itself. */
export type ShipNews =
  | {
      readonly name: 'chunk-shipped';
      readonly file: string;
      readonly stream: Stream;
      readonly from: number;
      readonly to: number;
      readonly compressedBytes: number;
    }
  | { readonly name: 'chunk-already-stored'; readonly file: string; readonly stream: Stream; readonly from: number; readonly to: number }
  | {
      readonly name: 'ledger-followed';
      readonly file: string;
      readonly stream: Stream;
      readonly from: number;
      /** Known chunks that were cut otherwise than planned. */
      readonly pieces: number;
    }
  | {
      readonly name: 'export-shipped';
      readonly path: string;
      readonly kind: InventoryKind;
      readonly collectedAt: string;
      /** Whether the export says itself when it was collected, or only its file's last change does. */
      readonly datedBy: 'envelope' | 'file';
      readonly items: number;
      /** Objects of which Mailflow can't read what names them. */
      readonly unreadable: number;
      readonly compressedBytes: number;
    }
  | { readonly name: 'token-renewed'; readonly tokenFile: string }
  /** The tenant's setting asks for it. */
  | { readonly name: 'pseudonyms-begun'; readonly keyFile: string }
  | { readonly name: 'pseudonyms-ended' }
  | { readonly name: 'probe-run'; readonly target: string; readonly port: number; readonly findings: readonly string[] }
  | { readonly name: 'export-already-stored'; readonly path: string; readonly kind: InventoryKind; readonly collectedAt: string }
  | { readonly name: 'stream-assumed'; readonly folder: string; readonly stream: Stream }
  | { readonly name: 'grant-renewed'; readonly file: string; readonly code: string }
  | {
      readonly name: 'upload-retried';
      readonly host: string;
      readonly attempt: number;
      readonly because: string;
      readonly waitMilliseconds: number;
    };

/** What a person may have to mend. A problem never ends the shipping of files that it doesn't concern. */
export type ShipProblem = FolderProblem | FileProblem | ExportProblem | StateProblem | ServiceProblem;

type FolderProblem =
  /** Neither an export nor a default folder tells where its logs are. */
  | { readonly name: 'exchange-not-found'; readonly lookedAt: readonly string[] }
  | { readonly name: 'folder-missing'; readonly folder: string }
  | { readonly name: 'folder-unreadable'; readonly folder: string; readonly code: string }
  | { readonly name: 'no-logs-found'; readonly folder: string };

/** These hold up one log; the others go on. */
export type FileProblem =
  | { readonly name: 'file-skipped'; readonly path: string; readonly reason: SkipReason }
  | { readonly name: 'file-unreadable'; readonly path: string; readonly code: string }
  | {
      readonly name: 'file-vanished';
      readonly path: string;
      readonly shippedUpTo: number;
      /** Bytes behind that were seen and never shipped; there may have been more. */
      readonly lostBytes: number;
    }
  | { readonly name: 'file-truncated'; readonly path: string; readonly size: number; readonly shippedUpTo: number }
  | { readonly name: 'record-cut'; readonly file: string; readonly stream: Stream; readonly at: number; readonly limit: number }
  | {
      readonly name: 'ranges-disagree';
      readonly file: string;
      readonly stream: Stream;
      readonly from: number;
      readonly to: number;
    }
  | { readonly name: 'upload-refused'; readonly file: string; readonly status: number; readonly code: string };

/** These hold up one export of the inventory; the others go on. */
export type ExportProblem =
  | { readonly name: 'no-exports-found'; readonly folder: string }
  | { readonly name: 'export-unusable'; readonly path: string; readonly because: string }
  | { readonly name: 'export-refused'; readonly path: string; readonly because: string };

type StateProblem =
  | { readonly name: 'state-lost'; readonly stateFile: string; readonly reason: string }
  | { readonly name: 'round-failed'; readonly because: string }
  | { readonly name: 'heartbeat-failed'; readonly because: string }
  | { readonly name: 'token-not-renewed'; readonly because: string }
  /** Somebody at Mailflow asked for a call to a host that is none of this server's smart hosts. */
  | { readonly name: 'probe-refused'; readonly target: string; readonly port: number };

/** These end a round: every further chunk would meet them too. */
export type ServiceProblem =
  | { readonly name: 'token-missing'; readonly because: string }
  | { readonly name: 'token-refused'; readonly apiUrl: string; readonly status: number }
  | {
      readonly name: 'api-refused';
      readonly apiUrl: string;
      readonly status: number;
      readonly detail: string;
      /** Of Mailflow's own problems; a proxy has none. */
      readonly type?: string | undefined;
    }
  | { readonly name: 'grants-refused'; readonly host: string; readonly status: number; readonly code: string }
  | { readonly name: 'insecure-address'; readonly host: string }
  /** The tenant demands pseudonyms, and there is no key for them. */
  | { readonly name: 'pseudonyms-impossible'; readonly because: string }
  | { readonly name: 'service-unreachable'; readonly host: string; readonly because: string; readonly attempts: number };

export type SkipReason = HeaderFault | 'same-log-elsewhere';

/** Why a file's beginning isn't the header of a protocol log. */
export type HeaderFault = 'no-header' | 'header-too-long' | 'unusable-date';

const NEWS = {
  'chunk-shipped': true,
  'chunk-already-stored': true,
  'export-shipped': true,
  'export-already-stored': true,
  'token-renewed': true,
  'pseudonyms-begun': true,
  'pseudonyms-ended': true,
  'probe-run': true,
  'ledger-followed': true,
  'stream-assumed': true,
  'grant-renewed': true,
  'upload-retried': true,
} satisfies Record<ShipNews['name'], true>;

export function isProblem(event: ShipEvent): event is ShipProblem {
  return !Object.hasOwn(NEWS, event.name);
}

/** Tells whoever listens what happens, at once. */
export type Tell = (event: ShipEvent) => void;
