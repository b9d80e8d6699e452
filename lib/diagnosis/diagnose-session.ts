import type { LogRecord, LogSession } from '../log/record.js';
import { certificateFact } from './certificate-fact.js';
import { factsOf, type SessionFacts } from './facts/session-facts.js';
import { MAX_EVIDENCE_CHARACTERS, type Evidence, type Occurrence } from './finding.js';
import { rulesWorthAsking } from './first-sight.js';
import { withinLimits } from './occurrence-limits.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Rule, Verdict } from './rule.js';
import { RULES } from './rules/index.js';
import { UNRECOGNISED } from './rules/unrecognised.js';
import { stageOf, type Stage } from './stage.js';

/** What Mailflow says of one session. */
export interface SessionDiagnosis {
  readonly facts: SessionFacts;
  readonly outcome: Outcome;
  readonly stage: Stage | undefined;
  /** The failure that explains the session; `undefined` when no rule has anything to say. */
  readonly occurrence: Occurrence | undefined;
}

export interface DiagnoseOptions {
  /** The Exchange server whose log it is. Receive connectors name it themselves (`SERVER\Default Frontend SERVER`); send connectors don't. */
  readonly server?: string | undefined;
  readonly rules?: readonly Rule[];
}

/** Diagnoses one session. Pure: the same records give the same answer, however they arrived. */
export function diagnoseSession(session: LogSession, { server, rules = RULES }: DiagnoseOptions = {}): SessionDiagnosis {
  const facts = factsOf(session);
  const stage = stageOf(facts);
  // Only where no rule speaks: the failure is new, and must not be passed over.
  const found = judgementOf(facts, rulesWorthAsking(facts, rules)) ?? judgementOf(facts, UNRECOGNISED);
  return {
    facts,
    outcome: outcomeWith(found?.rule, facts),
    stage,
    occurrence: found && withinLimits(occurrenceOf(facts, stage, found, server)),
  };
}

/** A session that ends without mail is idle; not so one in which a rule sees why the mail did not come: what is told as failed is counted so. */
function outcomeWith(rule: Rule | undefined, facts: SessionFacts): Outcome {
  const outcome = outcomeOf(facts);
  return outcome === 'idle' && rule !== undefined && rule.severity !== 'info' ? 'dropped' : outcome;
}

interface Judgement {
  readonly rule: Rule;
  readonly verdict: Verdict;
  /** Rules behind it that have something to say, too. */
  readonly others: readonly Rule[];
}

/** What the rules say of the session: the first that speaks names the failure, what the others see follows from it. */
function judgementOf(facts: SessionFacts, rules: readonly Rule[]): Judgement | undefined {
  let first: Omit<Judgement, 'others'> | undefined;
  const others: Rule[] = [];
  for (const rule of rules) {
    if (first !== undefined) {
      if (rule.sees(facts)) others.push(rule);
      continue;
    }
    const verdict = rule.judge(facts);
    if (verdict !== undefined) first = { rule, verdict };
  }
  return first && { ...first, others };
}

function occurrenceOf(
  facts: SessionFacts,
  stage: Stage | undefined,
  { rule, verdict, others }: Judgement,
  server: string | undefined,
): Occurrence {
  const failedAt = verdict.evidence.at(-1)?.time ?? facts.endedAt;
  return {
    rule: rule.id,
    severity: rule.severity,
    title: rule.title,
    summary: verdict.sentence,
    direction: facts.direction,
    connector: facts.connector,
    server: server ?? serverInConnector(facts) ?? null,
    remote: facts.remote?.text ?? null,
    keyFact: verdict.keyFact,
    stage: stage ?? null,
    sessionId: facts.sessionId,
    at: new Date(failedAt).toISOString(),
    certificate: verdict.certificate === undefined ? null : certificateFact(verdict.certificate),
    causes: verdict.causes,
    remedy: verdict.remedy,
    references: rule.references,
    evidence: verdict.evidence.map((record) => evidenceOf(record)),
    consequences: others.map(({ id, title }) => ({ rule: id, title })),
  };
}

/** `SERVER\Default Frontend SERVER` is how receive connectors are logged. */
function serverInConnector({ direction, connector }: SessionFacts): string | undefined {
  const [server, name] = connector.split('\\');
  return direction === 'receive' && name !== undefined && server !== '' ? server : undefined;
}

function evidenceOf({ source, sessionId, text }: LogRecord): Evidence {
  return { file: source.file, line: source.line, sessionId, text: text.slice(0, MAX_EVIDENCE_CHARACTERS) };
}
