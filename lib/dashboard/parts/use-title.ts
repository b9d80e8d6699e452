import { useEffect } from 'preact/hooks';

/** Names the page in the tab and the history, and for whoever has it read aloud. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Mailflow`;
  }, [title]);
}
