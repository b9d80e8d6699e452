import type { LogRecord } from '../log/record.js';
import type { LoggedCertificate } from './facts/certificate.js';
import type { ErrorText } from './error-text/error-text.js';
import type { Scene } from './facts/scene.js';
import type { SessionFacts } from './facts/session-facts.js';
import { onwardFailureIn } from './onward-failure.js';

/** How much stands still: a whole path, some of it, single messages; or something that is about safety, or only worth knowing. */
export const SEVERITIES = ['blocker', 'degraded', 'per-message', 'security', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const LIKELIHOODS = ['certain', 'likely', 'possible', 'unlikely', 'excluded'] as const;
export type Likelihood = (typeof LIKELIHOODS)[number];

/** A possible reason, how sure we are from this session alone, and what would settle it. */
export interface Cause {
  readonly id: string;
  readonly likelihood: Likelihood;
  /** What speaks for or against it, and what would settle it. */
  readonly why: string;
}

/** One step of a remedy. A command is a proposal for a person to check; the first step only looks. */
export interface RemedyStep {
  readonly do: string;
  readonly command: string | null;
  readonly caution: string | null;
  readonly verify: string | null;
  readonly undo: string | null;
}

/** A step as a rule's author writes it: what does not apply is left out. */
export type RemedyDraft = Pick<RemedyStep, 'do'> & Partial<RemedyStep>;

/** A public page that says so. */
export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** What a rule found in one session. */
export interface Match<Details> {
  /** The rows that prove it, in the order of the log. */
  readonly evidence: readonly LogRecord[];
  readonly details: Details;
}

/** What a session shows at first sight. It tells for most rules that they have nothing to say. */
export interface FirstSight {
  /** It stands in a send log, or in a receive log. */
  readonly sent: boolean;
  readonly received: boolean;
  /** Some reply is an error. */
  readonly errorReply: boolean;
  /** Mail was refused. */
  readonly refused: boolean;
  /** A row tells how the handshake ended. */
  readonly tlsStands: boolean;
  readonly tlsFailed: boolean;
  /** The handshake failed with or without a row that says so, and no mail was delivered. */
  readonly handshakeFailed: boolean;
  readonly connectFailed: boolean;
  /** Something went over the wire. */
  readonly talked: boolean;
  /** A message was begun. */
  readonly mail: boolean;
  /** Somebody tried to log on, or may have before the excerpt begins. */
  readonly logon: boolean;
  /** Exchange held a reply back. */
  readonly tarpit: boolean;
}

/** A rule as its author writes it. `Details` is whatever its `match` hands to its texts. */
export interface RuleDefinition<Details> {
  /** An id of the failure catalogue; for ever. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What the rule looks for, for the catalogue's reader. */
  readonly looksFor: string;
  /** Whether a session that shows this may be one for the rule. Without it the rule is asked about every session. */
  readonly needs?: (sight: FirstSight) => boolean;
  match(session: SessionFacts): Match<Details> | undefined;
  /** Reads the failure out of an error text alone: a queue's LastError, a non-delivery report, a message trace. */
  explain?(error: ErrorText): Details | undefined;
  /** What makes two failures the same finding beside server and connector: a thumbprint, a remote host. */
  keyFact(details: Details, scene: Scene): string;
  /** The finding in one sentence. */
  sentence(details: Details, scene: Scene): string;
  certificate?(details: Details): LoggedCertificate | undefined;
  causes(details: Details, scene: Scene): readonly Cause[];
  remedy(details: Details, scene: Scene): readonly RemedyDraft[];
  readonly references: readonly Reference[];
}

/** What a rule says, complete: nothing has to be asked of the rule again. */
export interface Verdict {
  /** Empty when the verdict is on an error text. */
  readonly evidence: readonly LogRecord[];
  readonly keyFact: string;
  readonly sentence: string;
  readonly certificate: LoggedCertificate | undefined;
  readonly causes: readonly Cause[];
  readonly remedy: readonly RemedyStep[];
}

/** What a rule has found, as far as it is counted. It is put into words when somebody asks: of thousands that are alike, a few are shown. */
export interface Found extends Pick<Verdict, 'evidence' | 'keyFact'> {
  verdict(): Verdict;
}

/** A rule as the rest of the house sees it. */
export interface Rule extends Pick<RuleDefinition<never>, 'id' | 'title' | 'severity' | 'looksFor' | 'references' | 'needs'> {
  /** What the rule finds in a session, or `undefined` when it has nothing to say. */
  find(session: SessionFacts): Found | undefined;
  /** The same, put into words. */
  judge(session: SessionFacts): Verdict | undefined;
  /** Whether the rule has anything to say, without what it would say. */
  sees(session: SessionFacts): boolean;
  /** The rule's verdict on an error text, likewise. */
  explain(error: ErrorText): Verdict | undefined;
}

/** Makes a rule of its definition. */
export function rule<Details>(definition: RuleDefinition<Details>): Rule {
  const { id, title, severity, looksFor, references, needs } = definition;
  const findIn = (session: SessionFacts): (Match<Details> & { readonly scene: Scene }) | undefined => {
    const match = definition.match(session);
    if (match !== undefined) return { evidence: match.evidence, details: match.details, scene: session };
    const onward = definition.explain && onwardFailureIn(session);
    const details = onward && definition.explain?.(onward.error);
    return onward === undefined || details === undefined ? undefined : { evidence: onward.evidence, details, scene: onward.scene };
  };
  return {
    id,
    title,
    severity,
    looksFor,
    references,
    ...(needs !== undefined && { needs }),
    find(session) {
      const found = findIn(session);
      return found && new FoundByRule(definition, found.evidence, found.details, found.scene);
    },
    judge(session) {
      return this.find(session)?.verdict();
    },
    sees: (session) => findIn(session) !== undefined,
    explain(error) {
      const details = definition.explain?.(error);
      return details === undefined ? undefined : new FoundByRule(definition, [], details, error.scene).verdict();
    },
  };
}

class FoundByRule<Details> implements Found {
  readonly keyFact: string;
  readonly #definition: RuleDefinition<Details>;
  readonly #details: Details;
  readonly #scene: Scene;

  constructor(
    definition: RuleDefinition<Details>,
    readonly evidence: readonly LogRecord[],
    details: Details,
    scene: Scene,
  ) {
    this.keyFact = definition.keyFact(details, scene);
    this.#definition = definition;
    this.#details = details;
    this.#scene = scene;
  }

  verdict(): Verdict {
    const { evidence, keyFact } = this;
    const [definition, details, scene] = [this.#definition, this.#details, this.#scene];
    return {
      evidence,
      keyFact,
      sentence: capitalised(definition.sentence(details, scene)),
      certificate: definition.certificate?.(details),
      causes: definition.causes(details, scene),
      remedy: definition.remedy(details, scene).map(stepOf),
    };
  }
}

/** A sentence may begin with words that stand inside others: “the send connector …”. A host’s name stays as it is. */
function capitalised(sentence: string): string {
  return sentence.replace(/^[a-z]+(?= )/, (word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
}

/** A step as its author wrote it, with `null` for what was left out. */
function stepOf({ do: what, command = null, caution = null, verify = null, undo = null }: RemedyDraft): RemedyStep {
  return { command, caution, verify, undo, do: what };
}
