/**
 * What a carrier connector is: its account, shared by whatever asks the carrier, and beside it one capability each. A
 * carrier is asked for parcels (`track`) and pushes (`webhook`); what it will be asked for later (`rates`, `labels`,
 * `pickup`, `manifest`) stands beside `track`, each with a contract file of its own, and goes through the same account.
 * What a code means and where a place lies is decided later, by the normalizers, so that a connector says only what the
 * carrier said.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { CarrierAdapterName } from '@gantry/shared/vocabulary/carriers';
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { AccountTerms } from './account.ts';
import type { TrackClient } from './track.ts';
import type { WebhookReader } from './webhook.ts';

/**
 * One row of what a carrier's codes mean. `pattern` is looked for in the description, whatever its case, and makes the
 * row win over one without. `status` null: the code is known and moves nothing (a photo was taken, a date was changed).
 */
export type StatusRow = {
  code: string;
  pattern?: string;
  status: TrackingStatus | null;
  reason?: StatusReason;
  actionRequiredBy?: ActionRequiredBy;
  /** The carrier's own words for the code, for people who edit the map. */
  label?: string;
};

/** A capability that is left out is one the carrier does not have, or has not published. */
export type CarrierAdapter = {
  name: CarrierAdapterName;
  /** What the carrier's codes mean until a person says otherwise; of a generic connection, what its mapping says. */
  statuses(connection: Connection): readonly StatusRow[];
  /** Left out of carriers that cannot be asked anything; every capability that asks needs it. */
  account?: AccountTerms;
  track?: TrackClient;
  webhook?: WebhookReader;
};
