/** The one constructor of the Prisma client: a pg pool underneath, no engine binary. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';

type PoolConfig = Exclude<ConstructorParameters<typeof PrismaPg>[0], string>;

export type Database = PrismaClient;
/** A transaction of the client: everything but opening and closing. */
export type Transaction = Prisma.TransactionClient;
export type Json = Prisma.InputJsonValue;
export { Prisma };

/** Opens a client over a pool with these options. */
export const connect = (pool: PoolConfig): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
