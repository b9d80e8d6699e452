import type { Reference, RemedyStep } from '../../diagnosis/rule.js';
import { Command } from './causes.js';

/** What to do, in order. Cautions stand before the command they are about: who copies in a hurry has read them. */
export function Remedy({ steps, within = 'page' }: { readonly steps: readonly RemedyStep[]; readonly within?: string }) {
  return (
    <section aria-labelledby={`${within}-remedy`}>
      <h2 id={`${within}-remedy`}>What to do</h2>
      <ol class="remedy">
        {steps.map((step, index) => (
          <li key={index}>
            <p>{step.do}</p>
            {step.caution !== null && (
              <p class="caution">
                <strong>Caution:</strong> {step.caution}
              </p>
            )}
            {step.command !== null && <Command text={step.command} of={`the command of step ${index + 1}`} />}
            <Hint name="Verify" text={step.verify} />
            <Hint name="Undo" text={step.undo} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Hint({ name, text }: { readonly name: string; readonly text: string | null }) {
  return text === null ? null : (
    <p class="hint">
      <strong>{name}:</strong> {text}
    </p>
  );
}

/** Where it is written. The addresses are the catalogue's own, never a log's. */
export function References({ references, within = 'page' }: { readonly references: readonly Reference[]; readonly within?: string }) {
  return (
    <section aria-labelledby={`${within}-references`}>
      <h2 id={`${within}-references`}>Read on</h2>
      <ul>
        {references.map(({ title, url }) => (
          <li key={url}>
            <a href={url} rel="noreferrer noopener" target="_blank">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
