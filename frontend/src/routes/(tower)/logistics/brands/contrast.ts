/** Contrast of colours as WCAG 2 defines it, so that a brand's accent is judged before customers see it. */

const channel = (value: number): number => {
  const share = value / 255;
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const luminance = (colour: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(Number.parseInt(colour.slice(at, at + 2), 16)));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
};

/** The ratio of two colours `#rrggbb`, from 1 (the same) to 21 (black on white). */
export const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** Black or white, whichever reads better on a colour. */
export const inkOn = (accent: string): '#000000' | '#ffffff' =>
  contrast(accent, '#000000') >= contrast(accent, '#ffffff') ? '#000000' : '#ffffff';
