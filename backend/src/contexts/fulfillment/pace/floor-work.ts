/**
 * Units that were picked, packed and shipped, one row for each time somebody did so: what a pace is reckoned from. It follows the
 * log, so that an installation that is started anew, or restored, has them all again; told twice, a row is written once.
 */
import { packed, picked, statusChanged, unpacked, unpicked } from '@gantry/shared/events/fulfillment';
import { onMany, reactionGroup } from '../../../platform/log/reaction.ts';
import type { Subscriber } from '../../../platform/log/subscriber.ts';
import type { Platform } from '../../../platform/platform.ts';

/** What was taken out or put back counts against what was done before. */
export type WorkKind = 'picked' | 'packed' | 'shipped';
type Done = {
  id: string;
  kind: WorkKind;
  station: string | null;
  fulfillment: string;
  actor: string;
  at: string;
  units: number;
};

const insert = `
  INSERT INTO floor_work (id, kind, station, warehouse, merchant, fulfillment_id, actor, at, units)
  SELECT r.id, r.kind, COALESCE(r.station, f.station), f.warehouse, f.merchant, f.id, r.actor, r.at, COALESCE(r.units, f.units)
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, kind text, station text, fulfillment text, actor text, at timestamptz, units int)
    JOIN fulfillment_orders f ON f.id = r.fulfillment
  WHERE f.warehouse IS NOT NULL ORDER BY r.id ON CONFLICT (id) DO NOTHING`;

const amount = (units: readonly { quantity: number }[]): number =>
  units.reduce((sum, { quantity }) => sum + quantity, 0);

const told = [picked, unpicked, packed, unpacked, statusChanged] as const;

export const floorWork = ({ database }: Pick<Platform, 'database'>): Subscriber =>
  reactionGroup('fulfillment.floor_work', {
    title: 'Counts the work of the floor',
    batch: 1_000,
    restMs: 50,
    reactions: [
      onMany(told, async (events) => {
        const done = events.flatMap((event): (Omit<Done, 'units'> & { units: number | null })[] => {
          const { id, actor, occurredAt: at } = event;
          const of = { id, actor, at, fulfillment: event.payload.fulfillmentId, station: null };
          switch (event.name) {
            case 'fulfillment.picked':
              // Units that another fulfillment order had picked were not picked again.
              if (event.payload.clientScanId === 'taken_over') return [];
              return [{ ...of, kind: 'picked', units: amount(event.payload.units) }];
            case 'fulfillment.unpicked':
              return [{ ...of, kind: 'picked', units: -amount(event.payload.units) }];
            case 'fulfillment.packed':
              return [{ ...of, kind: 'packed', station: event.payload.station, units: amount(event.payload.units) }];
            case 'fulfillment.unpacked':
              return [{ ...of, kind: 'packed', station: event.payload.station, units: -amount(event.payload.units) }];
            default:
              return event.payload.to === 'shipped' ? [{ ...of, kind: 'shipped', units: null }] : [];
          }
        });
        if (done.length > 0) await database.run(insert, JSON.stringify(done));
      }),
    ],
  });
