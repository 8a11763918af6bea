/**
 * The carriers: they take parcels when they are asked to, move them over their own networks by their own clock, push what
 * happens, and answer who asks. They know what the request said and nothing of the order behind it.
 */
import { carrierSandboxes } from '../../connectors/carriers/sandboxes.ts';
import type { Actor } from '../actor.ts';
import { type CarrierServer, startCarrierServer } from '../carrier/carrier-server.ts';
import { findCarrier } from '../carrier/carriers.ts';
import { connectCarriers } from '../carrier/connect.ts';
import { parcelAt } from '../carrier/fakes.ts';
import { isKept, type Office, openOffice } from '../carrier/office.ts';
import { type Parcel, parcel as parcelSchema } from '../carrier/parcel.ts';
import { goRound, planRound, type Round, type Rounds, takeParcel, throughOf } from '../carrier/rounds.ts';
import type { OpenActor } from '../context.ts';
import { createTurns } from '../turns.ts';

const forgetEveryMs = 3_600_000;
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** The fakes' servers, answering with what has happened by now to the parcels that were taken. */
const serve = (office: Office, port: number): Promise<CarrierServer> =>
  startCarrierServer(
    carrierSandboxes,
    {
      now: () => new Date(),
      parcelOf: (carrier, trackingNumber) => {
        const parcel = office.find(carrier, trackingNumber);
        const fake = findCarrier(carrier)?.fake;
        return parcel && fake && parcelAt(fake, { parcel, scans: office.storyOf(parcel).scans }, Date.now());
      },
    },
    port,
  );

/** What was under way when the world stopped goes on. */
const resume = async (rounds: Rounds, parcels: Iterable<Parcel>): Promise<void> => {
  const { state, now } = rounds.context;
  let n = 0;
  for (const parcel of parcels) {
    if (n++ % 200 === 0) await breathe();
    const through = throughOf(parcel, state.cursor);
    if (parcel.ends > through) planRound(rounds, { parcel, through }, now);
  }
};

export const openCarrier: OpenActor = async (context): Promise<Actor> => {
  const { tower, state, dials, log, signal, carrierPort, now: began } = context;
  const book = context.book('parcels', { schema: parcelSchema, keep: (one: Parcel) => isKept(one, began) });
  const office = openOffice({ seed: state.seed, dials }, book);
  const server = carrierPort === null ? undefined : await serve(office, carrierPort);
  const turns = createTurns<Round>({ name: 'carrier', log, signal, run: (round, now) => goRound(rounds, round, now) });
  const rounds: Rounds = { context, office, turns, origin: server?.origin };
  await connectCarriers(tower, state.secrets, server?.origin);
  await resume(rounds, [...book.values()]);
  let forgotten = began;
  return {
    ...turns,
    name: 'carrier',
    hear: (news, now) => (news.what === 'parcel_wanted' ? takeParcel(rounds, news.request, now) : []),
    save: (now) => {
      if (now - forgotten > forgetEveryMs) {
        office.forget(now);
        forgotten = now;
      }
      book.save();
    },
    close: async () => server?.close(),
  };
};
