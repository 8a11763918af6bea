/** Who the sandbox world is made of. */
import { openCarrier } from './actors/carrier.ts';
import { openCustomer } from './actors/customer.ts';
import { openErpPeople } from './actors/erp.ts';
import { openFloor } from './actors/floor.ts';
import { openReturning } from './actors/returning.ts';
import { openShopper } from './actors/shopper.ts';
import { openSupplier } from './actors/supplier.ts';
import { openVendor } from './actors/vendor.ts';
import type { OpenActor } from './context.ts';

export const actors: readonly OpenActor[] = [
  openCarrier,
  openCustomer,
  openErpPeople,
  openShopper,
  openSupplier,
  openFloor,
  openVendor,
  openReturning,
];
