/** Countries as customs sees them: goods within one territory cross no customs border. Source: EU customs union (Regulation 952/2013, art. 4). */
const union = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT MC NL PL PT RO SK SI ES SE'.split(' '));

/** The customs territory of a country: `EU` for the members of the union, else the country itself. */
export const customsTerritory = (country: string): string => (union.has(country) ? 'EU' : country);
