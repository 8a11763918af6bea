/**
 * Carriers of the sandbox world that speak the real formats: their fakes (`connectors/carriers/<name>/sandbox.ts`) push
 * and answer as FedEx, UPS and the others do. They scan at facilities only, so they tell no positions on the road.
 */
import type { CarrierAdapterName } from '@gantry/shared/vocabulary/carriers';
import type { CarrierTraits } from './carriers.data.ts';

export type RealCarrier = CarrierTraits & {
  name: CarrierAdapterName;
  /** The carrier's way to write a number that holds the ten digits of a parcel of the world. */
  number: (digits: string) => string;
};

export const realCarriers: readonly RealCarrier[] = [
  {
    name: 'ups',
    label: 'UPS',
    continents: ['europe', 'america'],
    services: ['standard', 'express-saver'],
    weight: 2,
    speed: 1.1,
    trouble: 0.8,
    cutOff: 17,
    sundays: 0.08,
    number: (digits) => `1Z999AA1${digits}`,
  },
  {
    name: 'fedex',
    label: 'FedEx',
    continents: ['europe', 'america'],
    services: ['international-priority', 'ground'],
    weight: 2,
    speed: 1.2,
    trouble: 0.9,
    cutOff: 17,
    sundays: 0.18,
    number: (digits) => `77${digits}`,
  },
  {
    name: 'dhl',
    label: 'DHL',
    continents: ['europe'],
    services: ['parcel-connect', 'express'],
    weight: 2,
    speed: 1.15,
    trouble: 0.8,
    cutOff: 16.5,
    sundays: 0.05,
    number: (digits) => `JJD0003${digits}`,
  },
  {
    name: 'dpd',
    label: 'DPD',
    continents: ['europe'],
    services: ['classic'],
    weight: 2,
    speed: 1,
    trouble: 1,
    cutOff: 16.5,
    sundays: 0.03,
    number: (digits) => `0150${digits}`,
  },
  {
    name: 'usps',
    label: 'USPS',
    continents: ['america'],
    services: ['priority-mail', 'ground-advantage'],
    weight: 3,
    speed: 0.9,
    trouble: 1.1,
    cutOff: 16,
    sundays: 0.2,
    number: (digits) => `940011${digits}000000`,
  },
  {
    name: 'correos',
    label: 'Correos',
    continents: ['europe'],
    services: ['paq-estandar'],
    weight: 1,
    speed: 0.9,
    trouble: 1,
    cutOff: 15.5,
    sundays: 0.02,
    number: (digits) => `PQ${digits}0108001A`,
  },
  {
    name: 'postnl',
    label: 'PostNL',
    continents: ['europe'],
    services: ['standaard'],
    weight: 1,
    speed: 1,
    trouble: 0.8,
    cutOff: 17,
    sundays: 0.12,
    number: (digits) => `3S${digits}`,
  },
];
