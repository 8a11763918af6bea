/** Habits that reviews would otherwise have to look for: no test sleeps, none is left out or alone, no module keeps state. */
import { describe, expect, it } from 'vitest';
import { allFiles, isTest, textOf } from './source-files.ts';

const itself = 'backend/test/habits.test.ts';
const files = allFiles().filter((file) => file.endsWith('.ts') && file !== itself);

type Habit = RegExp;
/** Places where a text breaks a habit, as `file:line: what stands there`. */
const breaks = (text: string, habit: Habit, file = ''): string[] =>
  text
    .split('\n')
    .flatMap((line, n) =>
      habit.test(line.replace(/^\s*(\/\/|\*|\/\*).*/, '')) ? [`${file}:${n + 1}: ${line.trim()}`] : [],
    );
const found = (among: readonly string[], habit: Habit): string[] =>
  among.flatMap((file) => breaks(textOf(file), habit, file));

/** Waiting for time instead of a fact. The loops that ask again and again for a fact pause between two questions. */
const sleeps: Habit = /\bsleep\(|\bsetTimeout\(\s*(resolve|done|go|open|r)\b|=>\s*setTimeout\(\w+,|waitForTimeout\(/;
const mayPause = [
  // `until`: asks for a fact again and again.
  'backend/test/until.ts',
  // A load that is spread over a stretch of time, and clients that ask again when a line is being closed.
  'backend/test/crash-load.ts',
  'backend/test/crash-clients.ts',
  // A sender that is refused asks again after a moment.
  'backend/test/disk-full.slow.test.ts',
  // Kills come at random moments.
  'backend/test/crash.slow.test.ts',
];
const leftOut: Habit = /\b(it|test|describe)(\.\w+)*\.(only|skip|todo|fails)\b|\b[fx](it|describe|test)\(/;
/** Something that is filled while the program runs, at the top level of a module. */
const state: Habit = /^(export )?(let\s|(const|var)\s+\w+(:[^=]*)?\s*=\s*new (WeakMap|WeakSet|Map|Set|EventEmitter)\b)/;
/** Answers of pure functions remembered, and a library loaded once: forgetting any of them changes nothing but speed. */
const remembered: readonly RegExp[] = [
  /forecast\/model\/eta-features\.ts:\d+: const (formats|counted) =/,
  /tracking\/promise\.ts:\d+: const ends =/,
  /journeys\/page\/logo\.ts:\d+: let loaded:/,
  /platform\/database\.ts:\d+: const names =/,
];

const stateful = files.filter((file) => /^backend\/src\/(contexts|platform)\//.test(file) && !isTest(file));

/** Whether its file writes to it: what is filled only where it is declared is a table. */
const isWritten = (place: string): boolean => {
  const [file = ''] = place.split(':');
  const name = /(?:const|var|let)\s+(\w+)/.exec(place)?.[1] ?? '';
  return new RegExp(`\\b${name}\\.(set|add|delete|clear|on|emit)\\(|^let\\b`, 'm').test(`${textOf(file)}`);
};

describe('habits', () => {
  it('no test sleeps', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(
      found(
        files.filter((file) => isTest(file) && !mayPause.includes(file)),
        sleeps,
      ),
    ).toEqual([]);
  });
  it('no test is alone, left out or expected to fail', () => {
    expect(found(files.filter(isTest), leftOut)).toEqual([]);
  });
  it('no module of a context or of the platform keeps state', () => {
    expect(stateful.length).toBeGreaterThan(100);
    const kept = found(stateful, state).filter(isWritten);
    expect(kept.filter((place) => !remembered.some((one) => one.test(place)))).toEqual([]);
  });
  it('would see each of them', () => {
    expect(breaks('  await sleep(10);\n  await new Promise((done) => setTimeout(done, 50));', sleeps)).toHaveLength(2);
    expect(
      breaks('await new Promise((resolve) => setTimeout(resolve, 1_000));\n// await sleep(10)', sleeps),
    ).toHaveLength(1);
    expect(breaks("it.only('x');\ndescribe.skip('y');\ntest.todo('z');\nit.each([])('w');", leftOut)).toHaveLength(3);
    expect(breaks('const a = new WeakMap<A, B>();\nlet b = 1;\n  let c = 2;\nconst d = [1];', state)).toHaveLength(2);
  });
});
