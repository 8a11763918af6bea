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

/** The error to throw on for one that a driver of Postgres threw. */
export const ofPostgres = (thrown: unknown): unknown =>
  isOf(thrown, speakForThemselves) || isOf(thrown, mistakes) ? thrown : new StoreAway('postgres', thrown);
