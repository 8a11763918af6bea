/** Which of our ancestors are launchers: the chain of npx and pnpm, and nobody's own shell. */
import { describe, expect, it } from 'vitest';
import { launchersOf } from './launchers.ts';

const tree = (rows: Record<number, [parent: number, command: string]>) => (pid: number) => {
  const row = rows[pid];
  return row && { parent: row[0], command: row[1] };
};

describe('launchers', () => {
  it('are npx, pnpm and the shells between them', () => {
    const look = tree({
      5: [4, 'sh -c trap x INT; node backend/cli/gantry.ts start'],
      4: [3, 'pnpm start'],
      3: [2, "sh -c 'pnpm' start"],
      2: [10, 'node /usr/bin/npx -y pnpm@12 start'],
      10: [1, '-bash'],
    });
    expect(launchersOf(5, look)).toEqual([5, 4, 3, 2]);
  });
  it('are not the shell or the test that ran us by hand', () => {
    expect(launchersOf(5, tree({ 5: [4, 'bash -c node backend/cli/gantry.ts start'], 4: [1, 'sshd'] }))).toEqual([]);
    expect(launchersOf(5, tree({ 5: [1, '/bin/bash'] }))).toEqual([]);
  });
  it('end below the shell that npx was run from', () => {
    const look = tree({
      5: [4, 'pnpm start'],
      4: [3, 'npm exec pnpm@12 start'],
      3: [1, 'bash -c cd project && npx -y pnpm@12 start'],
    });
    expect(launchersOf(5, look)).toEqual([5, 4]);
  });
});
