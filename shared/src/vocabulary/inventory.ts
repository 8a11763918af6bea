/** Words of stock: the condition units are in, how they move, why they are corrected, how an order's warehouse is chosen. */

export const stockConditions = ['sellable', 'damaged'] as const;
export type StockCondition = (typeof stockConditions)[number];

/** How stock moves in the ledger. `reserve` and `release` change what is promised, the others what is there. */
export const movementKinds = [
  'receipt',
  'reserve',
  'release',
  'pick',
  'ship',
  'return_restock',
  'return_damaged',
  'transfer',
  'adjust',
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Why a person corrects stock. */
export const adjustReasons = ['counted', 'found', 'lost', 'damaged', 'expired', 'sample', 'correction'] as const;
export type AdjustReason = (typeof adjustReasons)[number];

/** How the warehouse of an order is chosen. Adding one: its file in `contexts/inventory/strategies/` and a line in its list. */
export const allocationStrategies = ['proximity', 'single_warehouse', 'oldest_cost'] as const;
export type AllocationStrategyName = (typeof allocationStrategies)[number];

/** How many units a barcode stands for: one, an inner pack, a case. */
export const barcodeKinds = ['unit', 'inner', 'case'] as const;

export const purchaseOrderStates = ['open', 'partly_received', 'received', 'cancelled'] as const;
export type PurchaseOrderState = (typeof purchaseOrderStates)[number];
