/** Errors of an answer find their fields. */
import { expect, it } from 'vitest';
import { fieldErrors } from './field-errors.ts';

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
