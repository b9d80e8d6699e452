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

/** A rule as its author writes it. `Details` is whatever its `match` hands to its texts. */
export interface RuleDefinition<Details> {
  /** An id of the failure catalogue; for ever. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What the rule looks for, for the catalogue's reader. */
  readonly looksFor: string;
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

/** A rule as the rest of the house sees it. */
export interface Rule extends Pick<RuleDefinition<never>, 'id' | 'title' | 'severity' | 'looksFor' | 'references'> {
  /** The rule's verdict on a session, or `undefined` when the rule has nothing to say. */
  judge(session: SessionFacts): Verdict | undefined;
  /** The rule's verdict on an error text, likewise. */
  explain(error: ErrorText): Verdict | undefined;
}

/** Makes a rule of its definition. */
export function rule<Details>(definition: RuleDefinition<Details>): Rule {
  const { id, title, severity, looksFor, references } = definition;
  const verdict = (evidence: readonly LogRecord[], details: Details, scene: Scene): Verdict => ({
    evidence,
    keyFact: definition.keyFact(details, scene),
    sentence: capitalised(definition.sentence(details, scene)),
    certificate: definition.certificate?.(details),
    causes: definition.causes(details, scene),
    remedy: definition.remedy(details, scene).map((step) => ({ command: null, caution: null, verify: null, undo: null, ...step })),
  });
  return {
    id,
    title,
    severity,
    looksFor,
    references,
    judge(session) {
      const match = definition.match(session);
      if (match !== undefined) return verdict(match.evidence, match.details, session);
      const onward = definition.explain && onwardFailureIn(session);
      const details = onward && definition.explain?.(onward.error);
      return onward === undefined || details === undefined ? undefined : verdict(onward.evidence, details, onward.scene);
    },
    explain(error) {
      const details = definition.explain?.(error);
      return details === undefined ? undefined : verdict([], details, error.scene);
    },
  };
}

/** A sentence may begin with words that stand inside others: “the send connector …”. */
function capitalised(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`;
}
