/** The letters there are to print with, and what becomes of those that there are none for. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

const require = createRequire(import.meta.url);
const bytesOf = (path: string): Buffer => readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${path}`));

/** What stands for letters that no font here has. */
export const leftOut = '[…]';

export type Letters = {
  regular: Buffer;
  bold: Buffer;
  /** The text with every run of letters that cannot be printed shown as `[…]`; tells `missed` once there is one. */
  printable(text: string, missed: () => void): string;
};

/** Opens Noto Sans: Latin with all its accents, Greek and Cyrillic. */
export const openLetters = (): Letters => {
  const regular = bytesOf('400Regular/NotoSans_400Regular.ttf');
  const bold = bytesOf('700Bold/NotoSans_700Bold.ttf');
  const font = create(regular) as Font;
  const known = new Map<string, boolean>();
  const has = (sign: string): boolean => {
    const before = known.get(sign);
    if (before !== undefined) return before;
    const found = sign === '\n' || font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0);
    known.set(sign, found);
    return found;
  };
  return {
    regular,
    bold,
    printable: (text, missed) => {
      let shown = '';
      for (const sign of text) {
        if (has(sign)) shown += sign;
        else if (!shown.endsWith(leftOut)) shown += leftOut;
      }
      if (shown !== text) missed();
      return shown.replaceAll(/\[…\](?:[\s,.・、。]*\[…\])+/g, leftOut);
    },
  };
};
