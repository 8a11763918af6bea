/** Every allocation strategy there is. */
import type { AllocationStrategyName } from '@gantry/shared/vocabulary/inventory';
import { oldestCost } from './oldest-cost.ts';
import { proximity } from './proximity.ts';
import { singleWarehouse } from './single-warehouse.ts';
import type { AllocationStrategy } from './strategy.ts';

export const strategies: Readonly<Record<AllocationStrategyName, AllocationStrategy>> = {
  proximity,
  single_warehouse: singleWarehouse,
  oldest_cost: oldestCost,
};
