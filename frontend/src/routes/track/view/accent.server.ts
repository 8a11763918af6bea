/**
 * A merchant's colour made safe: what can be read on it, and the colour itself as text on our grounds, by the contrast of
 * WCAG 2.2 (relative luminance; 4.5:1 for text). A stylesheet of its own, because the pages' policy allows no style attributes.
 */
type Colour = readonly [number, number, number];

const enough = 4.5;
/** The grounds of tokens.css that text stands on. */
const grounds = { light: ['#f6f8fa', '#ffffff', '#eef2f6'], dark: ['#0b0f14', '#121821', '#1a2230'] };

const parse = (hex: string): Colour => {
  const n = Number.parseInt(hex.replace('#', ''), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
};
const print = (colour: Colour): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

const luminance = (colour: Colour): number => {
  const [r = 0, g = 0, b = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** The contrast of two colours `#rrggbb`, 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(parse(one)), luminance(parse(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

/** The nearest colour on the way to black or white that can be read on all of these grounds. */
const readableOn = (accent: string, on: string[], towards: string): string => {
  const [from, to] = [parse(accent), parse(towards)];
  for (let share = 0; share < 100; share += 2) {
    const mix = (i: 0 | 1 | 2): number => Math.round(from[i] + ((to[i] - from[i]) * share) / 100);
    const mixed = print([mix(0), mix(1), mix(2)]);
    if (on.every((ground) => contrast(mixed, ground) >= enough)) return mixed;
  }
  return towards;
};

export type Accent = { accent: string; onAccent: string; lightText: string; darkText: string };

/** All of an accent `#rrggbb`. */
export const accentOf = (hex: string): Accent => ({
  accent: hex,
  onAccent: contrast(hex, '#000000') >= contrast(hex, '#ffffff') ? '#000000' : '#ffffff',
  lightText: readableOn(hex, grounds.light, '#000000'),
  darkText: readableOn(hex, grounds.dark, '#ffffff'),
});

/** The accent as custom properties for both grounds, and for paper. */
export const accentSheet = (hex: string): string => {
  const { accent, onAccent, lightText, darkText } = accentOf(hex);
  return `:root{--accent:${accent};--on-accent:${onAccent};--accent-text:${lightText}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent-text:${darkText}}}
:root[data-theme=dark]{--accent-text:${darkText}}
@media print{:root:root:root{--accent-text:${lightText}}}
`;
};
