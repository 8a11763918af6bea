/** How good our estimates of arrival were: error and share within the interval, in total and by what they were made for. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { etaAccuracy as endpoint } from '@gantry/shared/api/eta';
import { type Confidence, confidences, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { z } from 'zod';
import type { Analytics, QueryParams } from '../client.ts';
import { ofMerchants, type Seen } from './filter.ts';

type Reply = ReplyOf<typeof endpoint>;
type Level = Omit<Reply['levels'][number], 'claim' | 'demotedTo'>;
/** What the tables know of the report; claims, demotions and the model are the tower's to add. */
export type EtaAccuracy = Omit<Reply, 'levels' | 'model' | 'asOf'> & { levels: Level[] };

/** Estimates of shipments that arrived at or after the instant `since`, of one carrier when it is named. */
export type EtaQuestion = { since: string; carrier?: string | undefined } & Seen;

const figures = {
  estimates: z.number(),
  shipments: z.number(),
  meanErrorHours: z.number().nullable(),
  maeHours: z.number().nullable(),
  held: z.number().nullable(),
  meanWidthHours: z.number().nullable(),
};
const select = `
  toUInt64(count()) AS estimates, uniqExact(shipment_id) AS shipments, avgOrNull(error) AS meanErrorHours, avgOrNull(abs(error)) AS maeHours,
  avgOrNull(toFloat64(hit)) AS held, avgOrNull(width) AS meanWidthHours`;
/** A row per estimate. A subquery, so that no name of the report hides a column. */
const judged = (where: string): string => `(
  SELECT shipment_id, carrier, lane, arrived_at, stage, confidence, error, hit, width FROM eta_facts FINAL
  ARRAY JOIN stages AS stage, confidences AS confidence, error_hours AS error, held AS hit, width_hours AS width WHERE ${where}
)`;

const mostLanes = 50;

const estimatesWhere = (since: string, { carrier, merchants }: Omit<EtaQuestion, 'since'>) => {
  const parts = ["arrived_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')"];
  const params: QueryParams = { since: Date.parse(since) };
  if (carrier !== undefined) parts.push('carrier = {carrier:String}');
  if (merchants !== null) parts.push(ofMerchants);
  return { from: judged(parts.join(' AND ')), params: { ...params, carrier, merchants } };
};

/** The report without what only the tower knows. Weeks begin on Monday and are those of the arrivals, oldest first. */
export const etaAccuracy = async (client: Analytics, { since, ...question }: EtaQuestion): Promise<EtaAccuracy> => {
  const { from, params } = estimatesWhere(since, question);
  const grouped = <Shape extends z.ZodRawShape>(key: string, shape: Shape, order: string) =>
    client.select(
      `SELECT ${key}, ${select} FROM ${from} GROUP BY ALL ORDER BY ${order}`,
      params,
      z.object({ ...shape, ...figures }),
    );
  const [[overall], levels, carriers, lanes, stages, weeks] = await Promise.all([
    client.select(`SELECT ${select} FROM ${from}`, params, z.object(figures)),
    grouped('confidence', { confidence: z.enum(confidences) }, 'confidence'),
    grouped('carrier', { carrier: z.string() }, 'estimates DESC, carrier'),
    grouped('lane', { lane: z.string() }, `shipments DESC, estimates DESC, lane LIMIT ${mostLanes}`),
    grouped('stage', { stage: z.enum(trackingStatuses) }, 'stage'),
    grouped('toString(toMonday(arrived_at)) AS week', { week: z.string() }, 'week'),
  ]);
  return {
    overall: overall ?? { ...nothing },
    levels: confidences.map(
      (confidence) => levels.find((one) => one.confidence === confidence) ?? { confidence, ...nothing },
    ),
    carriers,
    lanes,
    stages: trackingStatuses.flatMap((stage) => stages.find((one) => one.stage === stage) ?? []),
    weeks,
  };
};

const nothing = {
  estimates: 0,
  shipments: 0,
  meanErrorHours: null,
  maeHours: null,
  held: null,
  meanWidthHours: null,
};

/** How a level has done lately, of all merchants, since the model is everybody's: over the newest shipments that got an estimate of it. */
export type LevelRecord = { shipments: number; held: number; estimates: number };

const lately = `
SELECT toUInt64(count()) AS shipments, sum(share) AS held, toUInt64(sum(n)) AS estimates FROM (
  SELECT avg(toFloat64(hit)) AS share, count() AS n, max(arrived_at) AS arrived
  FROM eta_facts FINAL ARRAY JOIN claimed_confidences AS claimed, claimed_held AS hit WHERE claimed = {level:String}
  GROUP BY shipment_id ORDER BY arrived DESC, shipment_id LIMIT {most:UInt32}
)`;

/**
 * The newest `most` shipments with an estimate claimed to be of a level. Each counts once, by the share of its estimates
 * that held (`held` is the sum of the shares): estimates of one parcel hit or miss together and prove little each.
 */
export const levelRecord = async (client: Analytics, level: Confidence, most: number): Promise<LevelRecord> => {
  const row = z.object({ shipments: z.number(), held: z.number(), estimates: z.number() });
  const [found] = await client.select(lately, { level, most }, row);
  return found ?? { shipments: 0, held: 0, estimates: 0 };
};
