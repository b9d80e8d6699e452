import { useState } from 'preact/hooks';
import { DECISIVE_WORDS } from '../../diagnosis/decisive-words.js';

/** Characters of a line that are drawn at first, and with each wish for more. A log may hold a line of megabytes, which no browser lays out in time. */
const AT_FIRST = 4_000;
const MORE = 50_000;

/** A line of a log as text, with the words that decide marked. Characters that would turn the line around or hide in it are shown by their number. */
export function LogText({ text }: { readonly text: string }) {
  const [length, setLength] = useState(AT_FIRST);
  const shown = visible(text.slice(0, length));
  const pieces: preact.ComponentChildren[] = [];
  let from = 0;
  for (const { 0: words, index } of shown.matchAll(DECISIVE_WORDS)) {
    pieces.push(shown.slice(from, index), <mark key={index}>{words}</mark>);
    from = index + words.length;
  }
  pieces.push(shown.slice(from));
  return (
    <code class="log-text" dir="ltr">
      {pieces}
      {text.length > length && (
        <>
          {' … '}
          <button
            type="button"
            onClick={() => {
              setLength(length + MORE);
            }}
          >
            {(text.length - length).toLocaleString()} more characters
          </button>
        </>
      )}
    </code>
  );
}

/**
 * Controls, and the marks by which text is written from right to left: a stranger could make a line read otherwise than it is.
 *
 * @source https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g, (character) => {
    return `⟨${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
