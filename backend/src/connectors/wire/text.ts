/** Text that came from outside, made safe to keep. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is being removed, Postgres cannot hold it.
export const storable = (text: string): string => text.replace(/\u0000/g, '\uFFFD').toWellFormed();

/** Cut to a length without leaving half a character. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
