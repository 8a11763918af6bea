/** Whole numbers as people type them, and what is wrong with those that are none. Pure. */
export type FieldError = { path: string; message: string };
export type WholeRule = { path: string; typed: string; least?: number; most?: number; optional?: true };

/** The number that was typed: "12", "+3", "-4" with either sign for minus; null for anything else. */
export const wholeOf = (typed: string): number | null => {
  const text = typed.trim().replace('−', '-');
  return /^[+-]?\d{1,10}$/.test(text) ? Number(text) : null;
};

const fault = ({ typed, least = 0, most = 1e9, optional }: WholeRule): string | null => {
  if (typed.trim() === '') return optional ? null : 'is needed';
  const value = wholeOf(typed);
  if (value === null) return 'a whole number is expected';
  if (value < least) return `at least ${least}`;
  return value > most ? `at most ${most}` : null;
};

/** What is wrong with numbers of a form, each at its field. */
export const wholeErrors = (rules: readonly WholeRule[]): FieldError[] =>
  rules.flatMap((rule) => {
    const message = fault(rule);
    return message === null ? [] : [{ path: rule.path, message }];
  });
