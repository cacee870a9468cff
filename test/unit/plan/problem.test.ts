import { expect, it } from 'vitest';
import { formatProblem, nearest } from '../../../src/plan/problem.js';

it.each([
  [{ path: ['a'], message: 'm', line: 3, column: 5 }, 'p.yaml:3:5: m'],
  [{ path: ['source', 'caches', 0, 'id'], message: 'm' }, 'source.caches[0].id: m'],
  [{ path: [], message: 'm' }, 'p.yaml: m'],
])('%j is formatted as %s', (problem, expected) => {
  expect(formatProblem('p.yaml', problem)).toBe(expected);
});

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
])('the nearest key to %s is %s', (word, expected) => {
  expect(nearest(word, KEYS)).toBe(expected);
});

it('there is no nearest key without keys', () => {
  expect(nearest('name', [])).toBeUndefined();
});
