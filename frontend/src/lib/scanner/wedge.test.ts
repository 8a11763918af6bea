/** A scanner that types, told from a person who types, by a clock that the test turns. */
import { describe, expect, it } from 'vitest';
import { altReleased, type Heard, type Press, pressed, quietWedge, rested, typed, type Wedge } from './wedge.ts';

/** A keyboard that remembers whose each key was. */
const keyboard = () => {
  let wedge: Wedge = quietWedge;
  let at = 1_000;
  const scans: string[] = [];
  const passed: string[] = [];
  let held: string[] = [];
  const take = (heard: Omit<Heard, 'ours'> & { ours?: boolean }, key: string): void => {
    wedge = heard.wedge;
    if (heard.released) passed.push(...held);
    if (heard.released || heard.scan !== null) held = [];
    if (heard.scan !== null) scans.push(heard.scan);
    if (heard.ours === undefined || key === '') return;
    if (!heard.ours) passed.push(key);
    else if (heard.scan === null) held.push(key);
  };
  const press = (key: string, over: Partial<Press> = {}): void =>
    take(pressed(wedge, { key, code: '', ctrl: false, alt: false, meta: false, repeat: false, at, ...over }), key);
  const wait = (ms: number): void => {
    at += ms;
  };
  return {
    scans,
    passed,
    press,
    wait,
    type: (text: string, gap: number): void => {
      for (const key of text) {
        press(key);
        wait(gap);
      }
    },
    text: (text: string): void => take(typed(wedge, text, at), ''),
    altUp: (): void => take(altReleased(wedge, at), ''),
    rest: (ms = 150): void => {
      wait(ms);
      take(rested(wedge, at), '');
    },
  };
};

describe('a scan', () => {
  it.each(['Enter', 'Tab'])('ends with %s, which nobody else hears', (end) => {
    const keys = keyboard();
    keys.type('4006381333931', 8);
    keys.press(end);
    keys.rest();
    expect(keys.scans).toEqual(['4006381333931']);
    expect(keys.passed).toEqual([]);
  });

  it('ends by itself where the scanner sends no ending key, and takes one that comes late', () => {
    const keys = keyboard();
    keys.type('4006381333931', 8);
    keys.rest(120);
    expect(keys.scans).toEqual(['4006381333931']);
    keys.wait(60);
    keys.press('Enter');
    expect(keys.passed).toEqual([]);
    keys.wait(2_000);
    keys.press('Enter');
    expect(keys.passed).toEqual(['Enter']);
  });

  it('takes both keys of CR LF', () => {
    const keys = keyboard();
    keys.type('MUG-BLUE', 5);
    keys.press('Enter');
    keys.wait(5);
    keys.press('j', { ctrl: true });
    keys.press('Enter');
    expect(keys.scans).toEqual(['MUG-BLUE']);
    expect(keys.passed).toEqual([]);
    keys.wait(2_000);
    keys.press('j', { ctrl: true });
    expect(keys.passed).toEqual(['j']);
  });

  it('takes LF alone, which would open the downloads of a browser', () => {
    const keys = keyboard();
    keys.type('MUG-BLUE', 5);
    keys.press('j', { ctrl: true });
    expect(keys.scans).toEqual(['MUG-BLUE']);
    expect(keys.passed).toEqual([]);
  });

  it.each([
    ['Ctrl+]', { key: ']', ctrl: true }],
    ['Ctrl and the key of ] on another layout', { key: '+', code: 'BracketRight', ctrl: true }],
    ['F8', { key: 'F8' }],
    ['the character itself', { key: '\x1d' }],
  ])('keeps the AIM prefix, and the group separator that comes as %s', (_, { key, ...over }) => {
    const keys = keyboard();
    keys.type(']C1010400638133393110ABC12', 6);
    keys.press(key, over);
    keys.wait(6);
    keys.type('21777', 6);
    keys.press('Enter');
    expect(keys.scans).toEqual([']C1010400638133393110ABC12\x1d21777']);
  });

  it('keeps a separator that is given by its number', () => {
    const keys = keyboard();
    keys.type('10ABC12', 6);
    keys.press('Alt');
    for (const key of '029') {
      keys.wait(4);
      keys.press(key, { alt: true });
    }
    keys.wait(4);
    keys.altUp();
    keys.type('21777', 6);
    keys.press('Enter');
    expect(keys.scans).toEqual(['10ABC12\x1d21777']);
  });

  it('may be as short as a bin, and have spaces, capitals and brackets in it', () => {
    const keys = keyboard();
    keys.type('B1', 5);
    keys.press('Enter');
    keys.wait(400);
    for (const key of 'Row 7') {
      keys.press('Shift');
      keys.press(key);
      keys.wait(9);
    }
    keys.press('[', { ctrl: true, alt: true });
    keys.press('Enter');
    expect(keys.scans).toEqual(['B1', 'Row 7[']);
    expect(keys.passed.filter((key) => key !== 'Shift')).toEqual([]);
  });

  it('is told twenty times in a second, one by one', () => {
    const keys = keyboard();
    for (let n = 0; n < 20; n++) {
      keys.type('40063813', 5);
      keys.press('Enter');
      keys.wait(5);
    }
    expect(keys.scans).toEqual(Array.from({ length: 20 }, () => '40063813'));
  });

  it('comes as text where keys have no names', () => {
    const keys = keyboard();
    for (const part of ['4', '0', '063813', '33931']) {
      keys.text(part);
      keys.wait(7);
    }
    keys.press('Enter');
    keys.text('4006381333931');
    keys.rest();
    expect(keys.scans).toEqual(['4006381333931', '4006381333931']);
  });
});

describe('somebody who types', () => {
  it.each([60, 90, 180])('is no scanner with %i ms between two keys', (gap) => {
    const keys = keyboard();
    keys.type('the quick brown fox', gap);
    keys.press('Enter');
    keys.rest();
    expect(keys.scans).toEqual([]);
    expect(keys.passed.join('')).toBe('the quick brown foxEnter');
  });

  it('may roll over a few keys at once', () => {
    const keys = keyboard();
    keys.type('the', 45);
    keys.press('Enter');
    keys.wait(400);
    keys.type('quick', 40);
    keys.rest();
    expect(keys.scans).toEqual([]);
    expect(keys.passed.join('')).toBe('theEnterquick');
  });

  it('keeps keys that are held down, arrows, and combinations', () => {
    const keys = keyboard();
    for (let n = 0; n < 9; n++) {
      keys.press('j', { repeat: n > 0 });
      keys.wait(30);
    }
    keys.press('ArrowDown');
    keys.press('k', { ctrl: true });
    keys.press('v', { meta: true });
    keys.press('Enter');
    keys.rest();
    expect(keys.scans).toEqual([]);
    expect(keys.passed.join('')).toBe('jjjjjjjjjArrowDownkvEnter');
  });

  it('gets back a single key after a moment', () => {
    const keys = keyboard();
    keys.press('t');
    expect(keys.passed).toEqual([]);
    keys.rest();
    expect(keys.passed).toEqual(['t']);
  });
});
