import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-document.js';
import { planDigest } from '../../../src/plan/plan-digest.js';
import { selectRegions } from '../../../src/plan/select-regions.js';
import { planOf } from './sample-plan.js';

const plan = planOf({
  vars: { a: 'x' },
  copy: { retentionDays: 30, tags: { team: '${a}', other: 'y' } },
  policy: { failureBudget: { count: 1 } },
});

/** The paths of all leaves of a value. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function changed<T>(value: T, path: readonly string[]): T;
function changed(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`;
  if (Array.isArray(value)) return value.map((inner: unknown, i) => (String(i) === key ? changed(inner, rest) : inner));
  return isJsonMap(value) ? { ...value, [key]: changed(value[key], rest) } : value;
}

function reordered<T>(value: T, seed: number): T;
function reordered(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => reordered(inner, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, reordered(inner, seed)] as const);
  const turn = entries.length === 0 ? 0 : seed % entries.length;
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].toReversed());
}

describe('planDigest', () => {
  it('is 64 hexadecimal digits, and does not change between versions', () => {
    expect(planDigest(plan)).toMatch(/^[0-9a-f]{64}$/);
    expect(planDigest(planOf())).toMatchInlineSnapshot(
      `"b04933de6f2e817bb46fddc582cb8d8d168aa8a367f46cd9391704ae4e8fe5b6"`,
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(planDigest(reordered(plan, seed))).toBe(planDigest(plan));
      }),
    );
  });

  it.each(
    leaves(plan)
      .filter(([top]) => top !== 'vars')
      .map((path) => [path.join('.')]),
  )('changes with %s', (path) => {
    expect(planDigest(changed(plan, path.split('.')))).not.toBe(planDigest(plan));
  });

  it('depends on the values of variables, and not on their names', () => {
    const written = planOf({ copy: { tags: { team: 'x' } } });
    expect(planDigest(planOf({ vars: { b: 'x', unused: 'z' }, copy: { tags: { team: '${b}' } } }))).toBe(
      planDigest(written),
    );
    expect(planDigest(planOf({ vars: { b: null }, copy: { tags: { team: '${b}' } } }, { b: 'y' }))).not.toBe(
      planDigest(written),
    );
  });

  it('does not depend on the schedule', () => {
    expect(planDigest(planOf({ schedule: { cron: '0 3 * * *' } }))).toBe(planDigest(planOf()));
  });

  it('is the same whether or not a default is written', () => {
    const waves = [{ regions: ['cn-beijing', 'cn-shanghai'], after: 'ready' }];
    expect(planDigest(planOf({ policy: { maxInFlight: 10, ready: { pollEvery: '10s' } }, waves }))).toBe(
      planDigest(planOf()),
    );
  });

  it('depends on the selected regions', () => {
    const selected = selectRegions(planOf(), ['cn-beijing']);
    expect('plan' in selected && planDigest(selected.plan)).toBe(
      planDigest(planOf({ targets: [{ region: 'cn-beijing' }] })),
    );
  });
});
