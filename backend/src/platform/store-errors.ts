/**
 * What Postgres' drivers throw, as the kernel can judge it: what has a code of Postgres or Prisma says for itself what it is,
 * a mistake of ours stays one, and everything else (a connection cut, a pool without a free one, a timeout) is a store away.
 */
import { Prisma } from '@gantry/prisma/client';
import { DatabaseError } from 'pg';
import { StoreAway } from '../kernel/errors.ts';

const mistakes = [TypeError, RangeError, SyntaxError, ReferenceError, Prisma.PrismaClientValidationError];
const speakForThemselves = [DatabaseError, Prisma.PrismaClientKnownRequestError, StoreAway];

const isOf = (thrown: unknown, classes: readonly (abstract new (...given: never[]) => Error)[]): boolean =>
  classes.some((one) => thrown instanceof one);

/** Fields in which Postgres repeats what it was given: keys that are taken, rows that fail, statements. */
const repeating = ['detail', 'where', 'internalQuery', 'hint'] as const;

/** Without values: an error is logged, kept beside jobs and shown to people, and what it was about may name somebody. */
const withoutValues = (thrown: DatabaseError): DatabaseError => {
  for (const field of repeating) delete thrown[field];
  // `invalid input syntax for type date: "..."`: what was wrong is said before it.
  const told = thrown.message.replace(/: "[\s\S]*"/, ': [value]');
  if (thrown.stack !== undefined) thrown.stack = thrown.stack.replace(thrown.message, told);
  thrown.message = told;
  return thrown;
};

/** The error to throw on for one that a driver of Postgres threw. */
export const ofPostgres = (thrown: unknown): unknown =>
  thrown instanceof DatabaseError
    ? withoutValues(thrown)
    : isOf(thrown, speakForThemselves) || isOf(thrown, mistakes)
      ? thrown
      : new StoreAway('postgres', thrown);
