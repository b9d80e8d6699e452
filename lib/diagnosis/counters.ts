/** Counts by name. A name that was counted before is not put into the map again: that would take as long as all else. */
export class Counters<Name extends string> {
  readonly #counters = new Map<Name, { count: number }>();

  add(name: Name, count: number): void {
    const known = this.#counters.get(name);
    if (known === undefined) this.#counters.set(name, { count });
    else known.count += count;
  }

  addAll(counts: Readonly<Partial<Record<Name, number>>>): void {
    for (const [name, count] of Object.entries(counts) as [Name, number][]) this.add(name, count);
  }

  /** In the order in which the names came first. */
  entries(): readonly (readonly [Name, number])[] {
    return [...this.#counters].map(([name, { count }]) => [name, count]);
  }
}
