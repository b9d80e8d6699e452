import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number within these bounds. @param says what the error says of another one @throws commander's error */
export function wholeNumber(least: number, most: number, says: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(says);
  };
}
