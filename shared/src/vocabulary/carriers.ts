/** The carrier adapters there are: which format a connection's webhooks and track answers are in. */
export const carrierAdapterNames = [
  'generic',
  'fedex',
  'ups',
  'dhl',
  'usps',
  'dpd',
  'glovo',
  'rappi',
  'correos',
  'postnl',
  'aramex',
] as const;
export type CarrierAdapterName = (typeof carrierAdapterNames)[number];

/** What each adapter can do: take webhooks, be asked for a parcel, or both. */
export const carrierFacts: Record<CarrierAdapterName, { label: string; push: boolean; track: boolean }> = {
  generic: { label: 'Any carrier with signed JSON', push: true, track: false },
  fedex: { label: 'FedEx', push: true, track: true },
  ups: { label: 'UPS', push: true, track: true },
  dhl: { label: 'DHL', push: true, track: true },
  usps: { label: 'USPS', push: true, track: true },
  dpd: { label: 'DPD', push: true, track: true },
  glovo: { label: 'Glovo', push: true, track: false },
  rappi: { label: 'Rappi', push: true, track: false },
  correos: { label: 'Correos', push: false, track: true },
  postnl: { label: 'PostNL', push: false, track: true },
  aramex: { label: 'Aramex', push: false, track: true },
};
