/** What is typed becomes the request, and secrets only when they were typed. */
import { expect, it } from 'vitest';
import { bodyOf, draftOf } from './connection-draft.ts';

it('leaves out what is empty and keeps what is set', () => {
  const draft = draftOf(null);
  draft.adapter = 'ups';
  draft.settings.pollPerDay = '0';
  draft.settings.pollEveryHours = 'often';
  draft.settings.sourceAddresses = '10.0.0.1\n10.0.0.2';
  expect(bodyOf(draft)).toEqual({
    adapter: 'ups',
    settings: {
      environment: 'live',
      pollPerDay: 0,
      pollEveryHours: 'often',
      sourceAddresses: ['10.0.0.1', '10.0.0.2'],
    },
  });
});

it('sends the credentials that were typed or are to be removed, and never those that are only set', () => {
  const held = { ...JSON.parse('{"name":"ups","adapter":"ups","settings":{}}'), credentials: ['clientId', 'old'] };
  const draft = draftOf(held);
  expect(bodyOf(draft)).not.toHaveProperty('credentials');
  draft.credentials = { clientSecret: 'x', old: '' };
  expect(bodyOf(draft).credentials).toEqual({ clientSecret: 'x', old: '' });
});

it('has a mapping and a signature for the generic adapter only', () => {
  expect(bodyOf(draftOf(null)).signature).toMatchObject({ header: 'x-signature', toleranceSeconds: 300 });
  expect(() => bodyOf({ ...draftOf(null), mapping: '{' })).toThrow(SyntaxError);
});
