/**
 * Where a Correos event happened, and by which clock it is told: the unit's name, place and province as sent, and the
 * Canary Islands told from the province or from the unit's number, whose first two digits are the province's.
 */
import type { Place } from '@gantry/shared/values/address';
import type { Json } from '../../wire/body.ts';
import { field, firstText } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';

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

/**
 * A unit's name is a place's only after its kind: sorting centre (CTA), branch (SUC), delivery unit (UR, USE). Only Correos
 * has such units, and only in Spain.
 */
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
    country: word(event, 'pais', 'country') ?? (inSpanishUnit(event) || isUnit(facility ?? '') ? 'ES' : undefined),
    ...pointOf(event),
  });
};

/** Provinces and islands, then towns of the islands whose names no place of the mainland bears. */
const canaries =
  /\b(?:las palmas|tenerife|gran canaria|fuerteventura|lanzarote|la palma|la gomera|el hierro|arrecife|puerto del rosario|corralejo|teguise|telde|maspalomas|tirajana|arucas|galdar|arona|adeje|granadilla de abona|la orotava|puerto de la cruz|cristobal de la laguna|icod de los vinos|llanos de aridane)\b/i;

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Told by the province, else by the unit's number, which begins with it, else by the names of unit and place. */
const onTheIslands = (event: Json): boolean => {
  const province = word(event, 'provincia', 'province');
  if (province !== undefined && !/^\d+$/.test(province)) return canaries.test(plain(province));
  if (inSpanishUnit(event)) return /^3[58]/.test(unitNumber(event) ?? '');
  const names = [word(event, 'localidad', 'location'), word(event, 'unidad', 'unit')];
  return names.some((name) => canaries.test(plain(name ?? '')));
};

/** The clock an event is told by. */
export const clockOf = (event: Json): string => (onTheIslands(event) ? 'Atlantic/Canary' : 'Europe/Madrid');
