/**
 * Cells of history from fine (carrier, service, lane) to coarse (the whole stage): what an estimate shows as its evidence,
 * and all it has while a stage is too young for trees. A thin cell hands over to the next coarser one.
 */
import { type EtaCell, type EtaCellLevel, type EtaFacts, type EtaPlace, etaCellLevels } from './eta-model.ts';

/** From this many shipments a cell speaks for itself. */
export const enoughShipments = 20;
const leastStored = 5;
const shares = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

const placeOf = (place: EtaPlace | undefined): string | undefined =>
  place?.country === undefined && place?.region === undefined
    ? undefined
    : [place.country, place.region].filter((part) => part !== undefined).join('-');

/** What each level asks of a parcel; undefined where the parcel does not say. */
const keyAt = (facts: EtaFacts, level: EtaCellLevel): string | undefined => {
  const { carrier, service } = facts;
  const from = placeOf(facts.origin);
  const to = placeOf(facts.destination);
  const lane = from === undefined || to === undefined ? undefined : `${from} > ${to}`;
  switch (level) {
    case 'carrier_service_lane':
      return carrier && service && lane ? `${carrier} / ${service} / ${lane}` : undefined;
    case 'carrier_lane':
      return carrier && lane ? `${carrier} / ${lane}` : undefined;
    case 'lane':
      return lane;
    case 'destination':
      return to;
    case 'carrier':
      return carrier;
    case 'stage':
      return facts.stage;
  }
};

/** The value at a share (0..1) of a sorted list, between neighbours in proportion; NaN of nothing. */
export const quantileOf = (sorted: readonly number[], share: number): number => {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
};

/** Cells of one stage from parcels with the days they took. */
export const cellsOf = (rows: readonly { history: EtaFacts; took: number }[]): Record<string, EtaCell> => {
  const days = new Map<string, number[]>();
  for (const { history, took } of rows) {
    for (const level of etaCellLevels) {
      const key = keyAt(history, level);
      if (key === undefined) continue;
      const name = `${level}: ${key}`;
      const list = days.get(name);
      if (list) list.push(took);
      else days.set(name, [took]);
    }
  }
  const cells: Record<string, EtaCell> = {};
  for (const [name, list] of days) {
    if (list.length < leastStored && !name.startsWith('stage')) continue;
    list.sort((one, other) => one - other);
    const [p10, p25, p50, p75, p90] = shares.map((share) => quantileOf(list, share)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    cells[name] = { shipments: list.length, quantiles: [p10, p25, p50, p75, p90] };
  }
  return cells;
};

export type FoundCell = { level: EtaCellLevel; key: string; cell: EtaCell };

/** The finest cell of a parcel that has enough shipments; the whole stage when none has; undefined without history. */
export const cellFor = (cells: Record<string, EtaCell>, facts: EtaFacts): FoundCell | undefined => {
  for (const level of etaCellLevels) {
    const key = keyAt(facts, level);
    const cell = key === undefined ? undefined : cells[`${level}: ${key}`];
    if (key !== undefined && cell && (cell.shipments >= enoughShipments || level === 'stage'))
      return { level, key, cell };
  }
  return undefined;
};
