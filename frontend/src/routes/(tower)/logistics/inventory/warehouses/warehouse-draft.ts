/** A warehouse as it is typed, and what is sent of it. Pure. */
import type { Warehouse } from '@gantry/shared/api/inventory/places';
import type { FieldError } from '../parts/whole-numbers.ts';

export type ShiftDraft = { days: number[]; from: string; to: string };
export type CutoffDraft = { carrier: string; days: number[]; at: string };
export type WarehouseDraft = {
  warehouse: string;
  name: string;
  company: string;
  street: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
  latitude: string;
  longitude: string;
  timeZone: string;
  shifts: ShiftDraft[];
  cutoffs: CutoffDraft[];
};

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const draftOf = (held: Warehouse | null): WarehouseDraft => ({
  warehouse: held?.warehouse ?? '',
  name: held?.name ?? '',
  company: held?.address.company ?? '',
  street: (held?.address.lines ?? []).join('\n'),
  city: held?.address.city ?? '',
  state: held?.address.state ?? '',
  postalCode: held?.address.postalCode ?? '',
  country: held?.address.country ?? '',
  latitude: text(held?.address.latitude),
  longitude: text(held?.address.longitude),
  timeZone: held?.timeZone ?? '',
  shifts: (held?.shifts ?? []).map(({ days, from, to }) => ({ days: [...days], from, to })),
  cutoffs: (held?.cutoffs ?? []).map(({ carrier, days, at }) => ({ carrier: carrier ?? '', days: [...days], at })),
});

const needed = (path: string, typed: string): FieldError[] =>
  typed.trim() === '' ? [{ path, message: 'is needed' }] : [];

const degrees = (typed: string, most: number): number | null => {
  const value = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && Number.isFinite(value) && Math.abs(value) <= most ? value : null;
};

const pointFaults = ({ latitude, longitude }: WarehouseDraft): FieldError[] => {
  if (latitude.trim() === '' && longitude.trim() === '') return [];
  return [
    ...(degrees(latitude, 90) === null
      ? [{ path: 'address.latitude', message: 'degrees from -90 to 90 are expected' }]
      : []),
    ...(degrees(longitude, 180) === null
      ? [{ path: 'address.longitude', message: 'degrees from -180 to 180 are expected' }]
      : []),
  ];
};

/** What is wrong with a draft before anybody is asked; paths are those of the tower. */
export const draftFaults = (draft: WarehouseDraft): FieldError[] => [
  ...needed('warehouse', draft.warehouse),
  ...needed('name', draft.name),
  ...needed('address.city', draft.city),
  ...needed('address.country', draft.country),
  ...pointFaults(draft),
  ...draft.shifts.flatMap(({ days, from, to }, i) => [
    ...(days.length === 0 ? [{ path: `shifts.${i}.days`, message: 'choose a day' }] : []),
    ...needed(`shifts.${i}.from`, from),
    ...needed(`shifts.${i}.to`, to),
  ]),
  ...draft.cutoffs.flatMap(({ days, at }, i) => [
    ...(days.length === 0 ? [{ path: `cutoffs.${i}.days`, message: 'choose a day' }] : []),
    ...needed(`cutoffs.${i}.at`, at),
  ]),
];

/** What is sent of a draft without faults. What the form does not show of an address stays as it was. */
export const bodyOf = (draft: WarehouseDraft, held: Warehouse | null) => {
  const {
    company: _company,
    lines: _lines,
    state: _state,
    postalCode: _code,
    latitude: _lat,
    longitude: _lon,
    ...kept
  } = held?.address ?? {};
  const lines = draft.street
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const [latitude, longitude] = [degrees(draft.latitude, 90), degrees(draft.longitude, 180)];
  return {
    warehouse: draft.warehouse.trim(),
    name: draft.name.trim(),
    address: {
      ...kept,
      ...(draft.company.trim() ? { company: draft.company.trim() } : {}),
      ...(lines.length > 0 ? { lines } : {}),
      city: draft.city.trim(),
      ...(draft.state.trim() ? { state: draft.state.trim() } : {}),
      ...(draft.postalCode.trim() ? { postalCode: draft.postalCode.trim() } : {}),
      country: draft.country.trim().toUpperCase(),
      ...(latitude === null || longitude === null ? {} : { latitude, longitude }),
    },
    ...(draft.timeZone ? { timeZone: draft.timeZone } : {}),
    shifts: draft.shifts.map(({ days, from, to }) => ({ days: [...days].sort(), from, to })),
    cutoffs: draft.cutoffs.map(({ carrier, days, at }) => ({
      carrier: carrier.trim() || null,
      days: [...days].sort(),
      at,
    })),
  };
};
