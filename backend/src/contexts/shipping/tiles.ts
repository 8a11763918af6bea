/** Figures of shipments for dashboards. */
import type { Platform } from '../../platform/platform.ts';

export type SpendAsked = {
  merchants: readonly string[] | null;
  warehouse: string | null;
  /** Labels made from then on, up to and with then. */
  from: Date;
  to: Date;
};
/** Minor units. */
export type Spend = { carrier: string; currency: string; amount: number };

const spend = `
  SELECT carrier, plan -> 'cost' ->> 'currency' AS currency, sum((plan -> 'cost' ->> 'amount')::numeric)::float8 AS amount
  FROM shipments
  WHERE created_at >= $1 AND created_at <= $2 AND status <> 'cancelled' AND jsonb_typeof(plan -> 'cost') = 'object'
    AND ($3::text[] IS NULL OR merchant = ANY($3)) AND ($4::text IS NULL OR plan ->> 'warehouse' = $4)
  GROUP BY 1, 2 ORDER BY 1, 2`;

export const shippingTiles = ({ database }: Pick<Platform, 'database'>) => ({
  /** What labels cost that were made in a time and not called off, by carrier and currency. */
  spend: ({ merchants, warehouse, from, to }: SpendAsked): Promise<Spend[]> =>
    database.rows<Spend>(spend, from, to, merchants, warehouse),
});
export type ShippingTiles = ReturnType<typeof shippingTiles>;
