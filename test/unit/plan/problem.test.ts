import { expect, it } from 'vitest';
import { formatProblem } from '../../../src/plan/problem.js';

it.each([
  [{ path: ['a'], message: 'm', line: 3, column: 5 }, 'p.yaml:3:5: m'],
  [{ path: ['source', 'caches', 0, 'id'], message: 'm' }, 'source.caches[0].id: m'],
  [{ path: [], message: 'm' }, 'p.yaml: m'],
])('%j is shown as %s', (problem, expected) => {
  expect(formatProblem('p.yaml', problem)).toBe(expected);
});
