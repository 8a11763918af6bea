/** The one constructor of the Prisma client: a pg pool underneath, no engine binary. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;
/** A transaction of the client: everything but opening and closing. */
export type Transaction = Prisma.TransactionClient;
export type Json = Prisma.InputJsonValue;
export { Prisma };

/** Opens a client. `connections` is the size of its pool. */
export const connect = (databaseUrl: string, connections = 10): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, max: connections, idleTimeoutMillis: 30_000 }),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
