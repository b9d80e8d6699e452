import { useEffect, useState } from 'preact/hooks';

const SAID_MILLISECONDS = 2_000;

/** Copies a text as it stands. `of` tells a screen reader what is copied. */
export function CopyButton({ text, of }: { readonly text: string; readonly of: string }) {
  const [said, setSaid] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => {
      setSaid(undefined);
    }, SAID_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  const copy = async () => {
    // The browser may refuse the clipboard; the text can be marked by hand all the same.
    await navigator.clipboard.writeText(text).then(
      () => {
        setSaid('copied');
      },
      () => {
        setSaid('refused');
      },
    );
  };
  return (
    <button type="button" class="copy" aria-label={`Copy ${of}`} onClick={() => void copy()}>
      <span aria-live="polite">{said === undefined ? 'Copy' : said === 'copied' ? 'Copied' : 'Mark and copy it by hand'}</span>
    </button>
  );
}
