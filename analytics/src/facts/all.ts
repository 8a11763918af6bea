/** Every fact table there is. A new one is declared in a file of its own and named here. */
import type { FactTable } from '../fact-table.ts';
import { carrierEstimateFacts } from './carrier-estimate-facts.ts';
import { etaFacts } from './eta-facts.ts';
import { eventFacts } from './event-facts.ts';
import { exceptionFacts } from './exception-facts.ts';
import { orderFacts } from './order-facts.ts';
import { parcelFacts } from './parcel-facts.ts';
import { returnFacts } from './return-facts.ts';
import { scanFacts } from './scan-facts.ts';
import { shipmentFacts } from './shipment-facts.ts';
import { stockFacts } from './stock-facts.ts';

export const allFacts: readonly FactTable[] = [
  eventFacts,
  shipmentFacts,
  orderFacts,
  exceptionFacts,
  scanFacts,
  parcelFacts,
  carrierEstimateFacts,
  etaFacts,
  stockFacts,
  returnFacts,
];
