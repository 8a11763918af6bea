/**
 * Where a Correos event happened, and by which clock it is told: the unit's name, place and province as sent, and the
 * Canary Islands told from the province or from the unit's number, whose first two digits are the province's.
 */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from '../wire/body.ts';
import { field, firstText, placeFrom } from '../wire/json.ts';

const word = (event: Json, ...names: string[]): string | undefined =>
  firstText(...names.map((name) => field(event, name)));

const unitNumber = (event: Json): string | undefined =>
  [word(event, 'codired'), word(event, 'unidad', 'unit')].find((text) => text !== undefined && /^\d{5,8}$/.test(text));

const degrees = (event: Json, ...names: string[]): number =>
  Number(word(event, ...names)?.replace(',', '.') ?? Number.NaN);

/** X and Y are sent without saying which is which: Spain lies where only one reading fits. */
const pointOf = (event: Json): { latitude: number; longitude: number } | undefined => {
  const x = degrees(event, 'coordenadaX', 'coordinateX');
  const y = degrees(event, 'coordenadaY', 'coordinateY');
  const inSpain = (latitude: number, longitude: number) =>
    latitude > 27 && latitude < 44.5 && longitude > -19 && longitude < 5;
  if (inSpain(y, x)) return { latitude: y, longitude: x };
  return inSpain(x, y) ? { latitude: x, longitude: y } : undefined;
};

/** A unit's number begins with its Spanish province (01 Álava to 52 Melilla): proof of the country where none is sent. */
const inSpanishUnit = (event: Json): boolean => /^(?:0[1-9]|[1-4]\d|5[0-2])\d{5}$/.test(unitNumber(event) ?? '');

/** A unit's name is a place's only after its kind: sorting centre (CTA), branch (SUC), delivery unit (UR, USE). */
const isUnit = (text: string): boolean => /^(?:CTA|CAM|CLI|OFICINA|OF|SUC|UR|USE|UNIDAD)\b/i.test(text);

/** The place of an event, as sent. */
export const placeOf = (event: Json): Place => {
  const unit = word(event, 'unidad', 'unit');
  const name = unit !== undefined && !/^\d+$/.test(unit) ? unit : undefined;
  const locality = word(event, 'localidad', 'location', 'nom_localidad');
  const city = locality !== undefined && !isUnit(locality) ? locality : undefined;
  const facility = name ?? (locality !== undefined && city === undefined ? locality : undefined);
  return placeFrom({
    text: city === undefined ? facility : undefined,
    name: facility,
    city,
    state: word(event, 'provincia', 'province'),
    country: word(event, 'pais', 'country') ?? (inSpanishUnit(event) ? 'ES' : undefined),
    ...pointOf(event),
  });
};

const canaryProvince = /las palmas|tenerife|gran canaria|fuerteventura|lanzarote|la palma\b|gomera|hierro/i;

/** The clock an event is told by. */
export const clockOf = (event: Json): string => {
  const told = [
    word(event, 'provincia', 'province'),
    word(event, 'localidad', 'location'),
    word(event, 'unidad', 'unit'),
  ];
  const islands = /^3[58]/.test(unitNumber(event) ?? '') || told.some((text) => canaryProvince.test(text ?? ''));
  return islands ? 'Atlantic/Canary' : 'Europe/Madrid';
};
