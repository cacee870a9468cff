import { describe, expect, it } from 'vitest';
import type { Prunable } from '../../../src/reconcile/prunable.js';
import { digestOfIds, PruneCollector, pruneDigest } from '../../../src/reconcile/prune-list.js';

const prunable = (n: number, path = '/old'): Prunable => ({
  id: `edc-${String(n).padStart(5, '0')}`,
  source: 'edc-gone',
  bucket: 'models',
  path,
  generation: 0,
  status: 'Available',
  reason: 'source',
});

function collected(all: readonly Prunable[]) {
  const collector = new PruneCollector();
  for (const one of all) collector.add(one);
  return collector.list;
}

describe('the list of copies to prune', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

  it('has at most 2,000 copies, the first by id in any order of arrival, and says if there are more', () => {
    const all = numbers(9_000).map((n) => prunable(n));
    const { candidates, more } = collected(all.toReversed());
    expect({ count: candidates.length, more }).toEqual({ count: 2_000, more: true });
    expect(candidates).toEqual(all.slice(0, 2_000));
    expect(collected(all)).toEqual({ candidates, more });
  });

  it('does not claim that there are more at exactly the limit', () => {
    expect(collected(numbers(2_000).map((n) => prunable(n))).more).toBe(false);
  });

  it('stays within one payload for paths of any length', () => {
    const { candidates, more } = collected(numbers(2_000).map((n) => prunable(n, `/${'目'.repeat(500)}`)));
    expect(Buffer.byteLength(JSON.stringify(candidates))).toBeLessThan(512 * 1024);
    expect(more).toBe(true);
  });
});

describe('the digest of a prune', () => {
  const region = (name: string, ids: readonly string[]) => ({
    region: name,
    digest: digestOfIds(ids),
    candidates: ids.length,
  });

  it('does not depend on the order or on regions without candidates', () => {
    const one = pruneDigest([region('cn-beijing', ['edc-1', 'edc-2']), region('cn-shanghai', ['edc-3'])]);
    const other = pruneDigest([
      region('cn-qingdao', []),
      region('cn-shanghai', ['edc-3']),
      region('cn-beijing', ['edc-2', 'edc-1']),
    ]);
    expect(other).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a copy more', [region('cn-beijing', ['edc-1', 'edc-2'])]],
    ['another copy', [region('cn-beijing', ['edc-2'])]],
    ['the same id in another region', [region('cn-shanghai', ['edc-1'])]],
    ['nothing', []],
  ])('changes with %s', (_, regions) => {
    expect(pruneDigest(regions)).not.toBe(pruneDigest([region('cn-beijing', ['edc-1'])]));
  });
});
