/** The tokens as plain colours, for canvases that cannot read custom properties. */
import { type Meaning, meanings } from '@gantry/shared/vocabulary/tracking-status';
import { meaningLooks } from '../ui/meanings.ts';

export type Palette = {
  sea: string;
  land: string;
  border: string;
  graticule: string;
  text: string;
  quiet: string;
  panel: string;
  edge: string;
  /** The rim of a dot on the map. */
  rim: string;
  meaning: Record<Meaning, string>;
};

/** Reads the tokens as they are now; read again when the theme changes. */
export const readPalette = (): Palette => {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    sea: token('--map-sea'),
    land: token('--map-land'),
    border: token('--map-border'),
    graticule: token('--map-graticule'),
    text: token('--text'),
    quiet: token('--quiet'),
    panel: token('--panel'),
    edge: token('--page'),
    rim: token('--map-rim'),
    meaning: Object.fromEntries(meanings.map((name) => [name, token(meaningLooks[name].token)])) as Palette['meaning'],
  };
};
