import type { FindingAnswer } from '../asking/answers.js';
import type { Likelihood } from '../../diagnosis/rule.js';
import { CopyButton } from './copy-button.js';

const HEADINGS: readonly (readonly [string, readonly Likelihood[]])[] = [
  ['The cause', ['certain']],
  ['Likely cause', ['likely']],
  ['Also possible', ['possible', 'unlikely']],
  ['Ruled out', ['excluded']],
];

/** The weighed causes, the surest first, and what would settle each that is open. */
export function Causes({ causes, within = 'page' }: { readonly causes: FindingAnswer['causes']; readonly within?: string }) {
  return (
    <section aria-labelledby={`${within}-causes`}>
      <h2 id={`${within}-causes`}>Why</h2>
      {HEADINGS.map(([heading, likelihoods]) => {
        const these = causes.filter(({ likelihood }) => likelihoods.includes(likelihood));
        return these.length === 0 ? null : (
          <div key={heading} class={`causes causes-${likelihoods[0] ?? ''}`}>
            <h3>{heading}</h3>
            <ul>
              {these.map((cause) => (
                <OneCause key={cause.id} cause={cause} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function OneCause({ cause: { why, settledBy } }: { readonly cause: FindingAnswer['causes'][number] }) {
  return (
    <li>
      {why}
      {settledBy !== null && (
        <details>
          <summary>What would settle it: {settledBy.evidence}</summary>
          <Command text={settledBy.command} of="the command that settles it" />
        </details>
      )}
    </li>
  );
}

/** A command to copy. It is a proposal for a person to check, so nothing runs it. */
export function Command({ text, of }: { readonly text: string; readonly of: string }) {
  return (
    <div class="command">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} of={of} />
    </div>
  );
}
