/** The one constructor of the Prisma client: a pg pool underneath, no engine binary. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';

/** A transaction of the client: everything but opening and closing. */
export type Transaction = Prisma.TransactionClient;
export type Json = Prisma.InputJsonValue;
export { Prisma };

export type ConnectOptions = {
  /** The size of its pool; 10 when left out. */
  connections?: number;
  /** The error to throw on for one that a query threw; the same when left out. */
  onError?(thrown: unknown): unknown;
};

/** Opens a client. */
export const connect = (databaseUrl: string, options: ConnectOptions = {}) => {
  const { connections = 10, onError = (thrown) => thrown } = options;
  const client = new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, max: connections, idleTimeoutMillis: 30_000 }),
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
