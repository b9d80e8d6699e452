/** The innermost text, and the wrappers that were taken off it, the outermost first. */
export interface Unwrapped {
  readonly text: string;
  readonly wrappers: readonly string[];
}

/**
 * Each says: another system said something, and here it is. None of them is ever the cause.
 *
 * `Attempted failover to alternate host …` is Exchange's postscript to the quoted reply, and no part of it.
 */
const WRAPPERS: readonly RegExp[] = [
  // A non-delivery report lists its attempts, the newest first: what the others only say of waiting, the oldest says of the failure.
  /^(?<wrapper>.*\breturned) ['‘](?<inner>\d{3}[ -].+?)['’](?: Original message headers:.*)?$/i,
  /^(?<wrapper>.*\bsaid): (?<inner>\d{3}[ -].+?)(?: \(in reply to [^()]*\))?$/i,
  /^(?<wrapper>Diagnostic-Code): (?:smtp; ?)(?<inner>\d{3}\b.*)$/i,
  /^(?<wrapper>\d{3} 4\.7\.0 Proxy session setup failed on Frontend with|\d{3} 4\.4\.101 Proxy session setup failed on Frontend with) ['‘"](?<inner>.+?)['’"]?\.?$/i,
  /^(?<wrapper>\d{3} \d\.4\.\d+ (?:Primary target IP address responded with|Error encountered while communicating with primary target IP address)):? ["“'](?<inner>.+?)["”']\.?,? (?:Attempted|The last endpoint)\b.*$/i,
  /^(?<wrapper>\d{3} \d\.4\.\d+ (?:Primary target IP address responded with|Error encountered while communicating with primary target IP address)):? ["“']?(?<inner>.+?)["”']?\.?$/i,
  // “4-4.395” is how some have typed it.
  /^(?<wrapper>\d{3} \d[.-]\d+\.\d+ [^[\]]*?)\s*->\s*(?<inner>\S.*)$/,
  /^(?<wrapper>550 5\.4\.3\d\d Message expired, [^()]*)\((?<inner>\d{3} .+)\)$/i,
  /^(?<wrapper>4\d\d 4\.4\.31[5-8] [^[\]]*?)\s*\[Message=(?<inner>[^\]]+)\]?.*$/i,
  /^(?<wrapper>[^<]*\breturned\b[^<]*?)\s*['"‘]?<\s*#?[^>]*?\bsmtp;\s*(?<inner>\d{3}\b[^>]*)>?.*$/i,
  /^(?<wrapper>#<) ?#[^>]*?\bsmtp; ?(?<inner>\d{3}\b[^>]*)>.*$/i,
  /^(?<wrapper>(?:Defer:)?Reason): \[?\{?(?:LED=)?(?<inner>\d{3}\b.*)$/i,
  /^(?<wrapper>(?:Socket|Smtp)Error): (?<inner>.+)$/i,
];

/** A wrapper may hold a wrapper, but not for ever: what a stranger nests deeper is no error text. */
const MAX_DEPTH = 8;

/** A report's `#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`, without the marks and what stands behind them. */
function withoutReportMarks(text: string): string {
  return text.replace(/^#(\d{3} [^#]*?)\s*(?:##.*)?$/, '$1');
}

/** Takes off the wrappers. */
export function unwrap(error: string): Unwrapped {
  const wrappers: string[] = [];
  let text = withoutReportMarks(error.trim());
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const groups = WRAPPERS.map((wrapper) => wrapper.exec(text)?.groups).find((found) => found !== undefined);
    if (groups?.inner === undefined || groups.wrapper === undefined) break;
    wrappers.push(groups.wrapper.trim());
    text = groups.inner
      .trim()
      .replace(/^["“'](.*)["”']$/, '$1')
      .trim();
  }
  return { text, wrappers };
}
