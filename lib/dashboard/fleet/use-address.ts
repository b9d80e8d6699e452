import { useSearchParams } from 'wouter-preact';

/** What the address asks for by this name, and how to ask for something else: so a link shows a colleague the same. The usual is left out. */
export function useAddress(name: string, usual = ''): readonly [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (value: string) => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === usual) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
  return [search.get(name) ?? usual, change];
}
