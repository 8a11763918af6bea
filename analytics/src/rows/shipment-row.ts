/** The shape of a shipment's row and how it lies in `shipment_facts`; the rules that fill it are in shipment-facts.ts. */
import { factTable } from '../fact-table.ts';

/** Instants are epoch milliseconds, days `YYYY-MM-DD`; every field is explained by its column's comment. */
export type ShipmentRow = {
  shipmentId: string;
  orderId: string;
  orderNumber: string;
  channel: string;
  reference: string;
  carrier: string;
  service: string;
  trackingNumber: string;
  warehouse: string | null;
  originCountry: string;
  originState: string | null;
  originCity: string;
  destinationCountry: string;
  destinationState: string | null;
  destinationCity: string;
  region: string;
  lane: string;
  packages: number;
  weightGrams: number | null;
  costMinor: number | null;
  costCurrency: string | null;
  orderPlacedAt: number;
  createdAt: number;
  shipBy: number | null;
  promisedDay: string | null;
  lastPromisedDay: string | null;
  promiseTimeZone: string | null;
  status: string;
  position: string;
  reason: string | null;
  actionRequiredBy: string;
  since: number | null;
  pickedUpAt: number | null;
  deliveredAt: number | null;
  endedAt: number | null;
  lastScanAt: number | null;
  deliveredDayLocal: string | null;
  onTime: boolean | null;
  onTimeLastPromise: boolean | null;
  failedAttempts: number;
  firstAttempt: boolean | null;
  transitDays: number | null;
  hadDelayed: boolean;
  hadLost: boolean;
  hadDamaged: boolean;
  hadReturnInitiated: boolean;
  hadContradiction: boolean;
  isLost: boolean;
  openExceptions: number;
  exceptionIds: string[];
  exceptionKinds: string[];
  exceptionOpen: boolean[];
  scans: number;
  scanLags: number[];
  voided: boolean;
  cancelled: boolean;
  countedDay: string;
  firstEventSeq: number;
  version: number;
};

export const shipmentTable = factTable<ShipmentRow>('shipment_facts', {
  shipmentId: 'plain',
  orderId: 'plain',
  orderNumber: 'plain',
  channel: 'plain',
  reference: 'plain',
  carrier: 'plain',
  service: 'plain',
  trackingNumber: 'plain',
  warehouse: 'plain',
  originCountry: 'plain',
  originState: 'plain',
  originCity: 'plain',
  destinationCountry: 'plain',
  destinationState: 'plain',
  destinationCity: 'plain',
  region: 'plain',
  lane: 'plain',
  packages: 'plain',
  weightGrams: 'plain',
  costMinor: 'plain',
  costCurrency: 'plain',
  orderPlacedAt: 'instant',
  createdAt: 'instant',
  shipBy: 'instant',
  promisedDay: 'plain',
  lastPromisedDay: 'plain',
  promiseTimeZone: 'plain',
  status: 'plain',
  position: 'plain',
  reason: 'plain',
  actionRequiredBy: 'plain',
  since: 'instant',
  pickedUpAt: 'instant',
  deliveredAt: 'instant',
  endedAt: 'instant',
  lastScanAt: 'instant',
  deliveredDayLocal: 'plain',
  onTime: 'plain',
  onTimeLastPromise: 'plain',
  failedAttempts: 'plain',
  firstAttempt: 'plain',
  transitDays: 'plain',
  hadDelayed: 'plain',
  hadLost: 'plain',
  hadDamaged: 'plain',
  hadReturnInitiated: 'plain',
  hadContradiction: 'plain',
  isLost: 'plain',
  openExceptions: 'plain',
  exceptionIds: 'plain',
  exceptionKinds: 'plain',
  exceptionOpen: 'plain',
  scans: 'plain',
  scanLags: 'plain',
  voided: 'plain',
  cancelled: 'plain',
  countedDay: 'plain',
  firstEventSeq: 'plain',
  version: 'plain',
});
