/**
 * How USPS writes some countries: the names of its own index of countries that no code list has. All others are read by
 * their names. Source: the index of countries and localities of the International Mail Manual.
 */

/** ISO 3166-1 alpha-2 by the name in capitals. */
export const postalCountries: Readonly<Record<string, string>> = {
  'GREAT BRITAIN AND NORTHERN IRELAND': 'GB',
  'GREAT BRITAIN': 'GB',
  'KOREA, REPUBLIC OF (SOUTH KOREA)': 'KR',
  'KOREA, REPUBLIC OF': 'KR',
  'SLOVAK REPUBLIC (SLOVAKIA)': 'SK',
  'SLOVAK REPUBLIC': 'SK',
  'BOSNIA-HERZEGOVINA': 'BA',
  'COTE D IVOIRE (IVORY COAST)': 'CI',
  'CONGO, DEMOCRATIC REPUBLIC OF THE': 'CD',
  'CONGO, REPUBLIC OF THE': 'CG',
  'MACEDONIA, REPUBLIC OF': 'MK',
  'BURMA (MYANMAR)': 'MM',
};
