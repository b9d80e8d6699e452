import { z } from 'zod';

/** Several words, told apart by commas: `open,muted`. */
export function listOf(words: readonly string[]) {
  return z
    .string()
    .max(1_000)
    .refine((text) => text.split(',').every((word) => words.includes(word)), {
      error: `is one or several of ${words.join(', ')}, told apart by commas`,
    })
    .optional()
    .describe(`one or several of ${words.join(', ')}, told apart by commas`);
}

/** The words of such a list. */
export function wordsOf<Word extends string>(words: readonly Word[], list: string | undefined): readonly Word[] | undefined {
  const named = list?.split(',');
  return named && words.filter((word) => named.includes(word));
}

/** A text that has to be there as it is. */
export function exactly(what: string) {
  return z.string().min(1).max(500).optional().describe(what);
}

/** A moment, or a day (its beginning, UTC). */
export function moment(what: string) {
  return z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], {
      error: 'is a moment, such as 2026-11-24T08:00:00Z, or a day, such as 2026-11-24',
    })
    .optional()
    .describe(what);
}

/** Milliseconds since 1970 of such a moment. */
export function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
