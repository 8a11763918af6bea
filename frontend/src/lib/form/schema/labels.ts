/** What fields are called and counted in, where a schema gives them no title: from their names and descriptions. Pure. */
import type { Shape } from './shape.ts';

/** Words that people write large. */
const large = new Set([
  'sku',
  'url',
  'vat',
  'hs',
  'gtin',
  'ean',
  'upc',
  'erp',
  'wms',
  'oms',
  'json',
  'eta',
  'eori',
  'iban',
]);

/** `postalCode` -> "Postal code", `hs_code` -> "HS code", `channelSKU` -> "Channel SKU". */
export const fieldWords = (name: string): string => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter(Boolean)
    .map((word) => (large.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const text = words.join(' ');
  return text === '' ? name : text.charAt(0).toUpperCase() + text.slice(1);
};

/** "Lines" -> "Line", for the items of a list. */
export const singular = (label: string): string => {
  if (/ies$/i.test(label)) return label.replace(/ies$/i, 'y');
  if (/(ss|us)$/i.test(label) || !/s$/i.test(label)) return `${label}, item`;
  return label.slice(0, /(sses|xes|ches|shes)$/i.test(label) ? -2 : -1);
};

const unitNames: Readonly<Record<string, string>> = {
  grams: 'g',
  gram: 'g',
  kilograms: 'kg',
  kg: 'kg',
  millimetres: 'mm',
  millimeters: 'mm',
  mm: 'mm',
  centimetres: 'cm',
  centimeters: 'cm',
  cm: 'cm',
  milliseconds: 'ms',
  ms: 'ms',
  seconds: 's',
  minutes: 'min',
  hours: 'h',
  days: 'days',
  percent: '%',
  cents: 'minor units',
};
/** The unit of a number: as its description says it ("in grams", "minor units"), else as its name ends. */
export const unitOf = (name: string, hint: string | null): string | null => {
  if (/\bminor units\b|\bcents\b/i.test(hint ?? '')) return 'minor units';
  const told = /\bin ([a-z]+)\b/i.exec(hint ?? '')?.[1]?.toLowerCase() ?? '';
  const last =
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .split(/[\s_-]+/)
      .at(-1)
      ?.toLowerCase() ?? '';
  return unitNames[told] ?? unitNames[last] ?? null;
};

/** What a field is called: its title, else its name in words, without a unit that is said beside it. */
export const labelOf = (name: string, shape: Shape): string => {
  if (shape.title !== null) return shape.title;
  const words = fieldWords(name);
  const last = /^(.+) (\S+)$/.exec(words);
  return shape.kind === 'number' && last?.[1] && unitNames[last[2]?.toLowerCase() ?? ''] ? last[1] : words;
};
