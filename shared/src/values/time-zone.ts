/**
 * Time zones of places, from country and state. A country with one civil time has one row; the wide ones name the zone
 * of most of their people first and the states that differ. Source: IANA time zone database, zone1970.tab.
 */
const byCountry: Record<string, string> = {
  AR: 'America/Argentina/Buenos_Aires',
  AT: 'Europe/Vienna',
  AU: 'Australia/Sydney',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CH: 'Europe/Zurich',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CO: 'America/Bogota',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HK: 'Asia/Hong_Kong',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IN: 'Asia/Kolkata',
  IT: 'Europe/Rome',
  JP: 'Asia/Tokyo',
  KR: 'Asia/Seoul',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MX: 'America/Mexico_City',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  NZ: 'Pacific/Auckland',
  PE: 'America/Lima',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SG: 'Asia/Singapore',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TR: 'Europe/Istanbul',
  AE: 'Asia/Dubai',
  SA: 'Asia/Riyadh',
  ZA: 'Africa/Johannesburg',
  US: 'America/New_York',
};

const zones = (zone: string, states: string): [string, string][] => states.split(' ').map((state) => [state, zone]);
const byState: Record<string, Map<string, string>> = {
  US: new Map([
    ...zones('America/Chicago', 'AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI'),
    ...zones('America/Denver', 'CO ID MT NM UT WY'),
    ...zones('America/Phoenix', 'AZ'),
    ...zones('America/Los_Angeles', 'CA NV OR WA'),
    ...zones('America/Anchorage', 'AK'),
    ...zones('Pacific/Honolulu', 'HI'),
  ]),
  CA: new Map([
    ...zones('America/Vancouver', 'BC YT'),
    ...zones('America/Edmonton', 'AB NT'),
    ...zones('America/Regina', 'SK'),
    ...zones('America/Winnipeg', 'MB'),
    ...zones('America/Halifax', 'NS NB PE'),
    ...zones('America/St_Johns', 'NL'),
  ]),
  BR: new Map([
    ...zones('America/Manaus', 'AM'),
    ...zones('America/Boa_Vista', 'RR'),
    ...zones('America/Porto_Velho', 'RO'),
    ...zones('America/Cuiaba', 'MT'),
    ...zones('America/Campo_Grande', 'MS'),
    ...zones('America/Rio_Branco', 'AC'),
    ...zones('America/Bahia', 'BA'),
    ...zones('America/Belem', 'PA AP'),
    ...zones('America/Recife', 'PE'),
    ...zones('America/Fortaleza', 'MA PI CE RN PB'),
    ...zones('America/Maceio', 'AL SE'),
    ...zones('America/Araguaina', 'TO'),
  ]),
  AU: new Map([
    ...zones('Australia/Brisbane', 'QLD'),
    ...zones('Australia/Adelaide', 'SA'),
    ...zones('Australia/Perth', 'WA'),
    ...zones('Australia/Darwin', 'NT'),
    ...zones('Australia/Hobart', 'TAS'),
    ...zones('Australia/Melbourne', 'VIC'),
  ]),
};

/** The IANA zone of a country (and state, where the country has several); undefined when the country is not in the table. */
export const timeZoneOf = (country: string | undefined, state?: string): string | undefined =>
  country === undefined ? undefined : ((state && byState[country]?.get(state.toUpperCase())) ?? byCountry[country]);

/** True when this runtime knows the zone's name. */
export const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};
