/**
 * Which of many things are dealt with now: each owner gets its share, the longest waiting first, and what is left over goes to whoever has more. So a flood of one
 * keeps back no other, and of one owner nothing overtakes what came before it.
 *
 * @param items those that wait longest first
 */
export function inFairShares<Item>(
  items: readonly Item[],
  ownerOf: (item: Item) => string,
  { limit, share }: { readonly limit: number; readonly share: number },
): readonly Item[] {
  const counts = new Map<string, number>();
  const [within, beyond]: [Item[], Item[]] = [[], []];
  for (const item of items) {
    const owner = ownerOf(item);
    const count = (counts.get(owner) ?? 0) + 1;
    counts.set(owner, count);
    (count <= share ? within : beyond).push(item);
  }
  return [...within, ...beyond].slice(0, limit);
}
