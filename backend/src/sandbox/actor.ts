/**
 * What the sandbox world is made of: actors. Each does its own business by its own clock, knows only what it heard, and
 * says what others may hear. Nobody knows what the tower decides before the tower has said it.
 */
import type { Address, Place } from '@gantry/shared/values/address';
import type { Money } from '@gantry/shared/values/money';

/** `now` comes first and is never kept waiting by `past`, which is what lies behind: the first start's history, an outage. */
export const lanes = ['now', 'past'] as const;
export type Lane = (typeof lanes)[number];

/** What a sender tells a carrier that is to take a parcel. `at`: when the label is made, milliseconds since 1970. */
export type ParcelRequest = {
  carrier: string;
  service: string;
  reference: string;
  origin: Address;
  destination: Address;
  weightGrams: number;
  at: number;
};

/** What one actor says and others may hear. */
export type News =
  | { what: 'parcel_wanted'; request: ParcelRequest }
  | { what: 'parcel_made'; request: ParcelRequest; trackingNumber: string; price: Money; estimatedDay: string }
  /** The shop tells its customer that the parcel is on its way, with the link the tower gave. */
  | { what: 'customer_told'; trackingUrl: string; orderNumber: string; home: Place; postalCode: string; at: number };

export type Actor = {
  name: string;
  /** When it next has something to do in a lane, milliseconds since 1970; Infinity when it only waits to hear of something. */
  due(now: number, lane: Lane): number;
  /** Does the one thing that is due in a lane; answers what others may hear of it. */
  act(now: number, lane: Lane): Promise<News[]>;
  /** Takes news in; answers what it says to them at once. */
  hear(news: News, now: number): News[];
  /** Everything it has to do up to here is done: from there on it goes on after a restart. */
  settled(now: number): number;
  /** Writes down what it must not forget. */
  save(now: number): void;
  close?(): Promise<void>;
};
