/** What the dashboard stands on: the floor, and figures of others. */
import type { OrderTiles } from '../../orders/public.ts';
import type { ShippingTiles } from '../../shipping/public.ts';
import type { FloorNeeds } from '../needs.ts';
import type { Risks } from '../pace/risks.ts';

/** Figures of others that it shows. */
export type FigureTiles = { orders: OrderTiles; shipping: ShippingTiles };
export type DashboardNeeds = FloorNeeds & { tiles: FigureTiles; risks: Risks };
