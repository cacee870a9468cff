import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicatesIn, generationOf, type LedgerEntry } from '../../../src/simulator/ledger.js';

const entry: LedgerEntry = {
  dataCacheId: 'edc-1',
  sourceRegion: 'cn-hongkong',
  source: 'edc-0',
  region: 'cn-beijing',
  bucket: 'models',
  path: '/a',
  generation: 0,
  clientToken: 'token-1',
  at: 0,
  tags: {},
};

describe('the ledger', () => {
  it('reports two billed copies of one generation as duplicates, whatever their tokens', () => {
    const again = { ...entry, dataCacheId: 'edc-2', clientToken: 'token-2', at: 5, tags: { team: 'x' } };
    expect(duplicatesIn([entry, { ...entry, region: 'cn-shanghai' }, again])).toEqual([[entry, again]]);
  });

  const differences: readonly Partial<LedgerEntry>[] = [
    { sourceRegion: 'cn-x' },
    { source: 'edc-9' },
    { region: 'cn-x' },
    { bucket: 'x' },
    { path: '/x' },
    { generation: 1 },
    { generation: null },
  ];
  it.each(differences)('distinguishes copies by %o', (difference) => {
    expect(duplicatesIn([entry, { ...entry, ...difference }])).toEqual([]);
  });

  it('finds a duplicate exactly when there are fewer distinct copies than copies', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (generations) => {
        const billed = generations.map((generation) => ({ ...entry, generation }));
        const surplus = duplicatesIn(billed).reduce((sum, group) => sum + group.length - 1, 0);
        expect(surplus).toBe(generations.length - new Set(generations).size);
      }),
    );
  });

  it('reads the generation from its tag', () => {
    const read = ['0', '12', 'x'].map((text) => generationOf(new Map([['eci-replicator:generation', text]])));
    expect([...read, generationOf(new Map())]).toEqual([0, 12, null, null]);
  });
});
