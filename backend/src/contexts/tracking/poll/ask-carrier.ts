/**
 * One batch of numbers asked of a carrier through its account, and what it answers recorded like any message, with `poll`
 * as its witness.
 */
import type { CarrierReading } from '../../../connectors/carriers/reading.ts';
import type { TrackClient } from '../../../connectors/carriers/track.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Receiver } from '../../../platform/inbox/receiver.ts';
import { recordMessages } from '../../../platform/inbox/record.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { CarrierAccount, Carriers } from '../../carriers/public.ts';
import type { CarrierSender } from '../intake/webhook-ingestion.ts';

/** A carrier that can be asked for parcels: how, and through which account. */
export type PolledCarrier = { account: CarrierAccount; track: TrackClient };

/** What polling stands on. */
export type PollNeeds = { platform: Platform; carriers: Carriers; receiver: Receiver<CarrierSender> };

/** What a carrier said of the numbers it was asked for, and how many scans of it were new. */
export type PollAnswer = { reading: CarrierReading; recorded: number };

/**
 * Asks for at most the client's batch of numbers and records what it answers. Throws an Upstream when the carrier fails;
 * what it does not know is in the reading's problems.
 */
export const askCarrier = async (
  { platform, carriers, receiver }: PollNeeds,
  { account, track }: PolledCarrier,
  numbers: readonly string[],
): Promise<PollAnswer> => {
  const { connection } = account;
  const { reading, raw } = await carriers.accounts.ask(account, {
    correlationId: `carrier:${connection.name}`,
    answersKept: true,
    put: (ask, access) => track.track(ask, access, numbers),
  });
  const now = platform.clock.now();
  const replies = await recordMessages(
    platform,
    receiver,
    raw.map(({ body }) => ({
      messageId: newId('whk', now),
      connection: connection.name,
      opened: { connection },
      source: 'poll' as const,
      body: Buffer.from(body),
      receivedAt: now.toISOString(),
      asked: numbers,
    })),
  );
  return { reading, recorded: replies.reduce((sum, reply) => sum + reply.recorded, 0) };
};
