/** Errors of an answer find their fields. */
import { expect, it } from 'vitest';
import { fieldErrors, repeats, sentence } from './field-errors.ts';

const problem = {
  type: 'urn:x',
  title: 'Not valid',
  status: 422,
  code: 'invalid',
  errors: [
    { path: 'secret', message: 'needed' },
    { path: 'mapping.code', message: 'missing' },
    { path: 'mappings', message: 'other' },
    { path: '', message: 'all wrong' },
  ],
};

it('sorts errors by field, with what is inside it, and loses none', () => {
  const errors = fieldErrors(problem);
  expect(errors.at('secret')).toEqual(['needed']);
  expect(errors.at('mapping')).toEqual([]);
  expect(errors.under('mapping')).toEqual([{ path: 'mapping.code', message: 'missing' }]);
  expect(errors.rest(['secret', 'mapping'])).toEqual(['mappings: other', 'all wrong']);
});

it('has nothing to say when nothing is wrong', () => {
  expect(fieldErrors(null).any).toBe(false);
  expect(fieldErrors(null).rest([])).toEqual([]);
});

it('says an error as a sentence, and drops the hint that says the same', () => {
  expect(sentence('at most 40')).toBe('At most 40');
  const hint = 'At least 10 characters; a few words together do well';
  expect(repeats(hint, ['at least 10 characters'])).toBe(true);
  expect(repeats('At ClickHouse: small letters, digits and underscores', ['small letters, digits, underscores'])).toBe(
    true,
  );
  expect(repeats('Small letters, digits and hyphens', ['small letters, digits and hyphens, at most 40'])).toBe(true);
  expect([repeats(hint, ['is needed']), repeats(undefined, ['at least 10 characters']), repeats(hint, [])]).toEqual([
    false,
    false,
    false,
  ]);
});
