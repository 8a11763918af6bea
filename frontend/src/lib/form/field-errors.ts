/** Problem Details sorted to the fields of a form: each error stands at its field, and none is lost when there is no such field. */
import type { Problem } from '@gantry/shared/api/endpoint';

export type FieldErrors = {
  /** Messages of a field; with `under`, also those of everything inside it, prefixed by their path. */
  at(path: string): string[];
  under(path: string): { path: string; message: string }[];
  /** Errors of no field in `fields` (a field owns the paths below it). */
  rest(fields: readonly string[]): string[];
  any: boolean;
};

const within = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`);

/** Sorts the errors of an answer; null means that there is nothing wrong. */
export const fieldErrors = (problem: Problem | null): FieldErrors => {
  const errors = problem?.errors ?? [];
  return {
    at: (path) => errors.filter((error) => error.path === path).map(({ message }) => message),
    under: (path) => errors.filter((error) => within(error.path, path)),
    rest: (fields) =>
      errors
        .filter((error) => !fields.some((field) => within(error.path, field)))
        .map(({ path, message }) => (path ? `${path}: ${message}` : message)),
    any: errors.length > 0,
  };
};

/** "at most 40" -> "At most 40": messages are made to stand behind a path, at a field they stand alone. */
export const sentence = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** True where an error begins with what the hint says already: one of them is enough. */
export const repeats = (hint: string | undefined, errors: readonly string[]): boolean =>
  hint !== undefined &&
  errors.some((error) => {
    const beginning = wordsOf(error).slice(0, 3);
    return beginning.length === 3 && ` ${wordsOf(hint).join(' ')} `.includes(` ${beginning.join(' ')} `);
  });
