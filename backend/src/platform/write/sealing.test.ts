/** Search hashes of a state: each is made once, however many columns have it. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hashesOf, personalOf, type Searched } from './sealing.ts';

it('makes a hash that several columns have once, and keeps kinds apart', async () => {
  const asked: string[] = [];
  const searchHash = async (kind: string, normal: string): Promise<string> => {
    asked.push(`${kind} ${normal}`);
    return `#${kind}-${normal}`;
  };
  const both = (): Searched[] => [
    ['email', 'a@b'],
    ['email', 'a@b'],
    ['name', undefined],
  ];
  const personal = personalOf(
    {
      schema: z.object({}),
      ownerOf: 'own',
      hashes: { people: both, proofs: () => [...both(), ['name', 'a@b']] },
    },
    'rows',
  );
  expect(await hashesOf({ searchHash }, personal, {})).toEqual({
    people: ['#email-a@b'],
    proofs: ['#email-a@b', '#name-a@b'],
  });
  expect(asked).toEqual(['email a@b', 'name a@b']);
});
