/** The stream of a shipment's estimates and the only writer of shipment_etas: the row is the newest one, with its count. */
import { type Eta, eta, type etaScored, type etaUpdated } from '@gantry/shared/events/eta';
import type { z } from 'zod';
import type { Evolve } from '../../kernel/decider.ts';
import type { Sql } from '../../platform/database.ts';
import type { Change, Held, Stream } from '../../platform/execute.ts';

type Updated = z.output<typeof etaUpdated.payload>;

/** `issued`: how many estimates there have been. `arrivedAt`: by which arrival they were scored; null until then. */
export type Forecast = Pick<Updated, 'stage' | 'cause' | 'model'> & {
  eta: Eta;
  issued: number;
  issuedAt: string;
  arrivedAt: string | null;
};

export const evolve: Evolve<Forecast> = (state, fact) => {
  if (fact.name === 'tracking.eta_updated') {
    const said = fact.payload as Updated;
    const { stage, cause, model } = said;
    const issuedAt = fact.occurredAt ?? new Date(0).toISOString();
    return {
      eta: eta.parse(said),
      stage,
      cause,
      model,
      issued: (state?.issued ?? 0) + 1,
      issuedAt,
      arrivedAt: state?.arrivedAt ?? null,
    };
  }
  if (fact.name === 'tracking.eta_scored' && state)
    return { ...state, arrivedAt: (fact.payload as z.output<typeof etaScored.payload>).arrivedAt };
  return state;
};

type Row = Omit<Forecast, 'eta' | 'issuedAt' | 'arrivedAt'> & {
  shipment_id: string;
  at: Date;
  low: Date;
  high: Date;
  confidence: Eta['confidence'];
  cell: string;
  shipments: number;
  issued_at: Date;
  arrived_at: Date | null;
  version: number;
};

const heldOf = (row: Row): Held<Forecast> => ({
  version: row.version,
  state: {
    eta: {
      at: row.at.toISOString(),
      low: row.low.toISOString(),
      high: row.high.toISOString(),
      confidence: row.confidence,
      evidence: { cell: row.cell, shipments: row.shipments },
    },
    stage: row.stage,
    cause: row.cause,
    model: row.model,
    issued: row.issued,
    issuedAt: row.issued_at.toISOString(),
    arrivedAt: row.arrived_at?.toISOString() ?? null,
  },
});

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Held<Forecast>>> => {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    'SELECT * FROM shipment_etas WHERE shipment_id = ANY($1::text[]) ORDER BY shipment_id FOR UPDATE',
    [...ids],
  );
  return new Map(rows.map((row) => [row.shipment_id, heldOf(row)]));
};

const moving = `at timestamptz, low timestamptz, high timestamptz, confidence text, cell text, shipments int, stage text, cause text, model int,
  issued int, issued_at timestamptz, arrived_at timestamptz, version int`;
const names = moving.split(',').map((column) => column.trim().split(' ')[0] ?? '');
const insertRows = `
  INSERT INTO shipment_etas (shipment_id, ${names.join(', ')})
  SELECT shipment_id, ${names.join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (shipment_id text, ${moving})`;
const updateRows = `
  UPDATE shipment_etas e SET ${names.map((name) => `${name} = r.${name}`).join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (shipment_id text, ${moving}) WHERE e.shipment_id = r.shipment_id`;

const rowOf = ({ id, after: { state, version } }: Change<Forecast>) => {
  const { eta: said, issuedAt, arrivedAt, ...rest } = state;
  const { evidence, ...times } = said;
  return { shipment_id: id, ...times, ...evidence, ...rest, issued_at: issuedAt, arrived_at: arrivedAt, version };
};

const save = async (tx: Sql, changes: readonly Change<Forecast>[]): Promise<void> => {
  const write = async (sql: string, some: readonly Change<Forecast>[]): Promise<void> => {
    if (some.length > 0) await tx.$executeRawUnsafe(sql, JSON.stringify(some.map(rowOf)));
  };
  await write(
    insertRows,
    changes.filter(({ before }) => !before),
  );
  await write(
    updateRows,
    changes.filter(({ before }) => before),
  );
};

export const shipmentEtas: Stream<Forecast, Sql> = { name: 'eta', evolve, load, save };
