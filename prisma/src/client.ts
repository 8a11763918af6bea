/** The one constructor of the Prisma client: a pg pool underneath, no engine binary. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';

/** A transaction of the client: everything but opening and closing. */
export type Transaction = Prisma.TransactionClient;
export type Json = Prisma.InputJsonValue;
export { Prisma };

type Pool = Extract<ConstructorParameters<typeof PrismaPg>[0], { totalCount: number }>;

/**
 * Opens a client over a pool, which ends with it. `onError` is given what a query threw, and answers the error to throw on;
 * the same when it is left out.
 */
export const connect = (pool: Pool, onError: (thrown: unknown) => unknown = (thrown) => thrown) => {
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  return client.$extends({
    query: {
      $allOperations: ({ args, query }) =>
        query(args).catch((thrown: unknown) => {
          throw onError(thrown);
        }),
    },
  });
};
export type Database = ReturnType<typeof connect>;
