import { InvalidArgumentError } from 'commander';
import type { NameRule } from '../contract/names.js';

/** An option's value when it follows the rule, or commander's error with the rule's words. */
export function checkedBy({ pattern, says }: NameRule): (text: string) => string {
  return (text) => {
    if (pattern.test(text)) return text;
    throw new InvalidArgumentError(says);
  };
}
