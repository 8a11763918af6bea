/** How a carrier is asked where parcels are. */
import type { Ask, OutsideAnswer } from '../wire/call.ts';
import type { AccountAccess } from './account.ts';
import { type CarrierReading, together } from './reading.ts';

/** What a carrier answered: read, and as it came. */
export type TrackAnswer = { reading: CarrierReading; raw: OutsideAnswer[] };

export type TrackClient = {
  /** Most numbers in one call. */
  batch: number;
  /** Asks for at most `batch` numbers. Throws an Upstream when the carrier fails; an unknown number is a problem in the reading. */
  track(ask: Ask, access: AccountAccess, numbers: readonly string[]): Promise<TrackAnswer>;
  /** Reads the body of one track answer. Never throws. `asked` are the numbers asked for: some answers do not repeat them. */
  read(rawBody: Buffer, asked?: readonly string[]): CarrierReading;
};

/** For carriers that tell of one parcel a call: asks for each number in turn and puts what is said together. */
export const trackEach = async (
  numbers: readonly string[],
  {
    ask,
    read,
  }: { ask(number: string): Promise<OutsideAnswer>; read(answer: OutsideAnswer, number: string): CarrierReading },
): Promise<TrackAnswer> => {
  const raw: OutsideAnswer[] = [];
  const readings: CarrierReading[] = [];
  for (const number of numbers) {
    const answer = await ask(number);
    raw.push(answer);
    readings.push(read(answer, number));
  }
  return { reading: together(readings), raw };
};
