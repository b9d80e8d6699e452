/**
 * Gathers the values of an option that may be repeated. One that took many values at once would take the arguments behind it for more of them.
 *
 * @example
 * .option('--inventory <path>', '…; may be repeated', repeated)
 */
export function repeated(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
