/** Whose a message is that failed within an order's story: that order's merchant's, and it speaks of the order's customer. */
import type { Platform } from '../platform.ts';

const isOrder = (correlationId: string | undefined): boolean => correlationId?.startsWith('ord_') ?? false;

/** What is said of a message of our own making about whose it is; of no order's story it is nobody's, and the operator's. */
export const ownerOfThread = (
  correlationId: string | undefined,
  merchant: string | undefined,
): { merchant?: string } => (merchant !== undefined && isOrder(correlationId) ? { merchant } : {});

/** The same with the customer, who is asked for. */
export const ownerInThread = async (
  { database, privacy }: Pick<Platform, 'database' | 'privacy'>,
  correlationId: string,
  merchant: string,
): Promise<{ merchant?: string; subject?: string | undefined }> => {
  if (!isOrder(correlationId)) return {};
  const owner = (await privacy.ownersOf(database, [correlationId])).get(correlationId);
  return { merchant: owner?.merchant ?? merchant, subject: owner?.subject };
};
