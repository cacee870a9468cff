import { expect, it } from 'vitest';
import { nearest } from '../../../src/plan/did-you-mean.js';

const KEYS = ['id', 'as', 'name', 'maxInFlight', 'retentionDays'];

it.each([
  ['nmae', 'name'],
  ['max_in_flight', 'maxInFlight'],
  ['MAX-IN-FLIGHT', 'maxInFlight'],
  ['retention', undefined],
  ['retentionDay', 'retentionDays'],
  ['idd', 'id'],
  ['xyz', undefined],
  ['', undefined],
  ['maxInFlight'.repeat(100), undefined],
])('%s suggests %s', (word, expected) => {
  expect(nearest(word, KEYS)).toBe(expected);
});

it('suggests nothing where nothing is known', () => {
  expect(nearest('name', [])).toBeUndefined();
});
