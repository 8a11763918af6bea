/** What a scan means where the picker stands: the place, the thing, the tote it goes into, or none of them. Pure. */
import { binCode } from '@gantry/shared/events/inventory/places';
import { sameCode, withoutAim } from '#lib/scanner/scan-words.ts';
import type { PickWork, Stop } from './pick-work.ts';

/** What the picker has shown so far: the bin, and on a cart the thing in their hand. */
export type Hand = { bin: string | null; item: string | null };
export const emptyHand: Hand = { bin: null, item: null };
export type StepName = 'place' | 'item' | 'tote';
export type PickBody = { barcode?: string; sku?: string; location?: string; tote?: string; quantity?: number };
export type Meant =
  /** The picker is at this bin. */
  | { what: 'arrived'; bin: string }
  /** They hold this; the tote comes next. */
  | { what: 'held'; item: string }
  | { what: 'pick'; body: PickBody }
  /** It is none of the bins of this work: what it is instead, the tower may know. `body`: shown as a place, it counts for nothing. */
  | { what: 'elsewhere'; body: PickBody | null };

/** The stop that is to be served: of the bin the picker stands at, else the next of the walk. */
export const stopOf = ({ stops }: Pick<PickWork, 'stops'>, { bin }: Hand): Stop | null =>
  stops.find((stop) => stop.bin === bin) ?? stops[0] ?? null;

/** What is to be scanned now; null where nothing is left. */
export const stepOf = (work: Pick<PickWork, 'stops' | 'cart'>, hand: Hand): StepName | null => {
  const stop = stopOf(work, hand);
  if (stop === null) return null;
  if (stop.bin !== '' && stop.bin !== hand.bin) return 'place';
  return work.cart && hand.item !== null ? 'tote' : 'item';
};

const itemBody = (code: string, { stops }: Pick<PickWork, 'stops'>): PickBody => {
  const named = stops.find(({ sku }) => sameCode(code, sku));
  return named ? { sku: named.sku } : { barcode: code };
};

/** What a code means now. `quantity`: how many of it, where somebody said so. */
export const meantBy = (
  code: string,
  work: Pick<PickWork, 'stops' | 'cart'>,
  of: { hand: Hand; quantity: number },
): Meant => {
  const { hand, quantity } = of;
  const step = stepOf(work, hand);
  const stop = stopOf(work, hand);
  const times = quantity === 1 ? {} : { quantity };
  const location = stop === null || stop.bin === '' ? {} : { location: stop.bin };
  if (step === 'tote' && hand.item !== null)
    return {
      what: 'pick',
      body: { ...itemBody(hand.item, work), ...location, tote: withoutAim(code).trim(), ...times },
    };
  const bin = work.stops.find((one) => one.bin !== '' && sameCode(code, one.bin))?.bin;
  if (bin !== undefined) return { what: 'arrived', bin };
  if (step === 'place') {
    const shown = withoutAim(code).trim();
    return { what: 'elsewhere', body: binCode.safeParse(shown).success ? { barcode: code, location: shown } : null };
  }
  if (work.cart) return { what: 'held', item: code };
  return { what: 'pick', body: { ...itemBody(code, work), ...location, ...times } };
};
