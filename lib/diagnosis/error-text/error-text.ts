import type { Endpoint } from '../facts/endpoint.js';
import type { Scene } from '../facts/scene.js';

/** An error text with its wrappers taken off: what failed, who said so, and about which host. */
export interface ErrorText {
  /** The innermost text, which alone names the failure: `421 4.4.1 Connection timed out`. */
  readonly text: string;
  /** Of the innermost text, where it begins with a reply. */
  readonly code: number | undefined;
  readonly status: string | undefined;
  /** Winsock error code in the text, such as 10060. */
  readonly winsock: number | undefined;
  /** Schannel status or socket state: of `Security status IllegalMessage`, or of `Connection dropped due to SocketError`. */
  readonly cause: string | undefined;
  /** What was around it, the outermost first: `451 4.4.0 Primary target IP address responded with`. */
  readonly wrappers: readonly string[];
  /** The host that was tried last, as FQDN= or LastAttemptedServerName say. */
  readonly host: string | undefined;
  /** The address that was tried last. */
  readonly endpoint: Endpoint | undefined;
  /** LRT, as the server wrote it: in its own language, so it is shown and never computed with. */
  readonly lastRetry: string | undefined;
  /** For the words of the rules. */
  readonly scene: Scene;
}
