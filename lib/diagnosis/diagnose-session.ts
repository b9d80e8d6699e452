import type { LogRecord, LogSession } from '../log/record.js';
import { certificateFact } from './certificate-fact.js';
import { factsOf, type SessionFacts } from './facts/session-facts.js';
import { MAX_EVIDENCE_CHARACTERS, type Evidence, type SessionFailure, type Occurrence } from './finding.js';
import { rulesWorthAsking } from './first-sight.js';
import { instantOf } from './instant.js';
import { withinLimits, withinText } from './occurrence-limits.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Found, Rule } from './rule.js';
import { RULES } from './rules/index.js';
import { UNRECOGNISED } from './rules/unrecognised.js';
import { stageOf, type Stage } from './stage.js';

/** What Mailflow says of one session. */
export interface SessionDiagnosis {
  readonly facts: SessionFacts;
  readonly outcome: Outcome;
  readonly stage: Stage | undefined;
  /** The failure that explains the session; `undefined` when no rule has anything to say. */
  readonly failure: SessionFailure | undefined;
  /** The same, told in full. */
  readonly occurrence: Occurrence | undefined;
}

export interface DiagnoseOptions {
  /** The Exchange server whose log it is. Receive connectors name it themselves (`SERVER\Default Frontend SERVER`); send connectors don't. */
  readonly server?: string | undefined;
  readonly rules?: readonly Rule[];
}

/** Diagnoses one session. Pure: the same records give the same answer, however they arrived. */
export function diagnoseSession(session: LogSession, options: DiagnoseOptions = {}): SessionDiagnosis {
  const { server, rules = RULES } = options;
  const facts = factsOf(session);
  // Only where no rule speaks: the failure is new, and must not be passed over.
  const judgement = judgementOf(facts, rulesWorthAsking(facts, rules)) ?? judgementOf(facts, UNRECOGNISED);
  const failure = judgement && new FailureOfSession(facts, judgement, server, session, options);
  return new DiagnosisOfSession(facts, outcomeWith(judgement?.rule, facts), failure, judgement);
}

class DiagnosisOfSession implements SessionDiagnosis {
  #occurrence: Occurrence | undefined;

  constructor(
    readonly facts: SessionFacts,
    readonly outcome: Outcome,
    readonly failure: SessionFailure | undefined,
    private readonly judgement: Judgement | undefined,
  ) {}

  get stage(): Stage | undefined {
    return stageOf(this.facts);
  }

  get occurrence(): Occurrence | undefined {
    const { facts, stage, judgement, failure } = this;
    if (judgement === undefined || failure === undefined) return undefined;
    return (this.#occurrence ??= withinLimits(occurrenceOf(facts, stage, judgement, failure)));
  }
}

/** A session that ends without mail is idle; not so one in which a rule sees why the mail did not come: what is told as failed is counted so. */
function outcomeWith(rule: Rule | undefined, facts: SessionFacts): Outcome {
  const outcome = outcomeOf(facts);
  return outcome === 'idle' && rule !== undefined && rule.severity !== 'info' ? 'dropped' : outcome;
}

interface Judgement {
  readonly rule: Rule;
  readonly found: Found;
  /** The rules that were asked, in their order. What those behind it have to say, too, follows from the failure. */
  readonly asked: readonly Rule[];
}

/** What the rules say of the session: the first that speaks names the failure. */
function judgementOf(facts: SessionFacts, rules: readonly Rule[]): Judgement | undefined {
  for (const rule of rules) {
    const found = rule.find(facts);
    if (found !== undefined) return { rule, found, asked: rules };
  }
  return undefined;
}

/**
 * By what a failure is counted: the same texts as in the occurrence, within the same limits. Holds on to the session's records and not to its facts, which
 * are several times as large: to be told it is diagnosed again.
 */
class FailureOfSession implements SessionFailure {
  readonly rule: string;
  readonly server: string | null;
  readonly connector: string;
  readonly keyFact: string;
  readonly sessionId: string;
  readonly at: string;
  readonly remote: string | null;
  #occurrence: Occurrence | undefined;

  constructor(
    facts: SessionFacts,
    { rule, found }: Judgement,
    server = serverInConnector(facts),
    private readonly log: LogSession,
    private readonly options: DiagnoseOptions,
  ) {
    this.rule = rule.id;
    this.server = server === undefined ? null : withinText(server);
    this.connector = withinText(facts.connector);
    this.keyFact = withinText(found.keyFact);
    this.sessionId = withinText(facts.sessionId);
    this.at = instantOf(found.evidence.at(-1)?.time ?? facts.endedAt);
    this.remote = facts.remote === undefined ? null : withinText(facts.remote.text);
  }

  get characters(): number {
    return this.log.records.reduce((sum, { text }) => sum + text.length, 0);
  }

  get evidence(): readonly Evidence[] {
    return this.occurrence().evidence;
  }

  occurrence(): Occurrence {
    this.#occurrence ??= diagnoseSession(this.log, this.options).occurrence;
    if (this.#occurrence === undefined) throw new Error('The same session was diagnosed otherwise.');
    return this.#occurrence;
  }
}

function occurrenceOf(
  facts: SessionFacts,
  stage: Stage | undefined,
  { rule, found, asked }: Judgement,
  { rule: id, server, connector, keyFact, sessionId, at, remote }: SessionFailure,
): Occurrence {
  const verdict = found.verdict();
  const rulesBehind = asked.slice(asked.indexOf(rule) + 1);
  return {
    rule: id,
    server,
    connector,
    keyFact,
    sessionId,
    at,
    remote,
    severity: rule.severity,
    title: rule.title,
    summary: verdict.sentence,
    direction: facts.direction,
    stage: stage ?? null,
    certificate: verdict.certificate === undefined ? null : certificateFact(verdict.certificate),
    causes: verdict.causes,
    remedy: verdict.remedy,
    references: rule.references,
    evidence: verdict.evidence.map((record) => evidenceOf(record)),
    consequences: rulesBehind.filter((other) => other.sees(facts)).map(({ id: behind, title }) => ({ rule: behind, title })),
  };
}

/** `SERVER\Default Frontend SERVER` is how receive connectors are logged. */
function serverInConnector({ direction, connector }: SessionFacts): string | undefined {
  const end = connector.indexOf('\\');
  return direction === 'receive' && end > 0 ? connector.slice(0, end) : undefined;
}

function evidenceOf({ source, sessionId, text }: LogRecord): Evidence {
  return { file: source.file, line: source.line, sessionId, text: text.slice(0, MAX_EVIDENCE_CHARACTERS) };
}
