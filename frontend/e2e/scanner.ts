/** A scanner that types into a page as a keyboard does: all keys of a code at once, as fast as its cable brings them. */
import type { Page } from 'playwright-core';

const gapSeconds = 0.006;
type Key = { key: string; code?: string; windowsVirtualKeyCode?: number; text?: string; modifiers?: number };
const ctrl = 2;
const keyOf = (character: string): Key =>
  character === '\x1d'
    ? { key: ']', code: 'BracketRight', windowsVirtualKeyCode: 221, modifiers: ctrl }
    : { key: character, text: character };
export const enter: Key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };

/** Scans a code; the scanner ends it with Enter unless it is told another end. */
export const scan = async (
  page: Page,
  code: string,
  { end = [enter] }: { end?: readonly Key[] } = {},
): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const from = Date.now() / 1_000;
  // Sent without waiting for one another: a busy machine makes no gaps.
  await Promise.all(
    [...[...code].map(keyOf), ...end].flatMap((key, i) => [
      session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, timestamp: from + i * gapSeconds }),
      session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, timestamp: from + i * gapSeconds + 0.002 }),
    ]),
  );
  await session.detach();
};
