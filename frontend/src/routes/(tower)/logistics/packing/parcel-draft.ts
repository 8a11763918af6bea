/** What a package weighs and measures, as people type it: grams or kilograms, centimetres. Pure. */
import type { Parcel } from '@gantry/shared/events/shipping';

export type ParcelDraft = { weight: string; length: string; width: string; height: string };
type Fault = { path: string; message: string };
const sides = ['length', 'width', 'height'] as const;

const typed = (value: number | undefined, unit: number): string => (value === undefined ? '' : String(value / unit));
export const draftOf = ({ weightGrams, dimensionsMm }: Parcel): ParcelDraft => ({
  weight: typed(weightGrams, 1_000),
  length: typed(dimensionsMm?.length, 10),
  width: typed(dimensionsMm?.width, 10),
  height: typed(dimensionsMm?.height, 10),
});

/** "2.4", "2,4" -> 2.4; null for anything that is no number above nothing. */
const numberOf = (text: string): number | null => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null;
};
/** Kilograms, or grams where the unit is said: "850 g". */
const gramsOf = (text: string): number | null => {
  const grams = /^(.*\d)\s*g$/i.exec(text.trim());
  const value = numberOf(grams?.[1] ?? text.replace(/\s*kg$/i, ''));
  return value === null ? null : Math.round(value * (grams ? 1 : 1_000));
};

/** The parcel that was typed, or what is wrong with it. Sides come together or not at all. */
export const parcelOf = (draft: ParcelDraft): { parcel: Parcel } | { faults: Fault[] } => {
  const faults: Fault[] = [];
  const weight = draft.weight.trim() === '' ? undefined : gramsOf(draft.weight);
  if (weight === null) faults.push({ path: 'weight', message: 'a weight above nothing, e.g. 2.4 or 850 g' });
  const some = sides.some((side) => draft[side].trim() !== '');
  const lengths = sides.map((side) => numberOf(draft[side]));
  if (some)
    for (const [i, side] of sides.entries())
      if (lengths[i] === null) faults.push({ path: side, message: 'centimetres, e.g. 30' });
  if (faults.length > 0) return { faults };
  const [length = 0, width = 0, height = 0] = lengths.map((cm) => Math.round((cm ?? 0) * 10));
  return {
    parcel: {
      ...(typeof weight === 'number' ? { weightGrams: weight } : {}),
      ...(some ? { dimensionsMm: { length, width, height } } : {}),
    },
  };
};
