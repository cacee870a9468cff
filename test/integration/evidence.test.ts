import { describe, expect, it } from 'vitest';
import { copyOf, existingCopy } from '../support/copies.js';
import { oddlyNamedSources, SOURCE_REGION } from '../support/sources.js';
import { evidenceWorlds, HOUR, REGION } from './support/evidence-world.js';

describe.concurrent('a run', () => {
  const open = evidenceWorlds();

  it.for(['trailingSlash', 'noLeadingSlash', 'lowerCaseBucket', 'percentEncoded', 'encodedSlashes'] as const)(
    'buys no copy again where the service writes places as %s and forgets tokens, and a prune deletes none',
    async (spelling) => {
      const name = `spelling-${spelling.toLowerCase()}`;
      const sources = oddlyNamedSources(4);
      // Nothing remembers the first two: neither an earlier run nor a token.
      const existing = sources.slice(0, 2).map(({ id = '', bucket, path }) => {
        const cache = { region: REGION, bucket, path };
        return existingCopy({ plan: name, source: id, sourceRegion: SOURCE_REGION }, cache);
      });
      // Without `as`, a copy would be asked for at the place of its source as the service writes it.
      const caches = sources.map(({ id, bucket, path }) => ({ id, as: { bucket, path } }));
      const { run, pass, billed, prune, standing } = await open(
        name,
        { sources, existing, open: { spelling, tokenMemory: '1h' } },
        { source: { caches } },
      );
      for (const adopted of [2, 4, 4]) {
        const { summary } = await run();
        expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 4, adopted } });
        pass(2 * HOUR);
      }
      expect(billed()).toBe(2);
      expect(await prune()).toMatchObject({ candidates: 0 });
      expect(standing()).toHaveLength(4);
    },
  );

  it('buys no copy again that the service hides while it shows the cache of another team', async () => {
    const { run, pass, billed } = await open(
      'hidden-group',
      {
        existing: [{ region: REGION, bucket: 'theirs', path: '/data', resourceGroupId: 'rg-b' }],
        regions: { [REGION]: { visibleGroups: ['rg-b'] } },
        open: { tokenMemory: '1h' },
      },
      { copy: { resourceGroupId: 'rg-a' } },
    );
    for (let runs = 1; runs <= 2; runs += 1) {
      const { summary, report } = await run();
      expect(summary).toMatchObject({ outcome: 'failed', counts: { failed: 4 } });
      expect(report.copies.map(({ dataCacheId }) => dataCacheId)).not.toContain(null);
      expect(report.copies.flatMap(({ ended }) => ended)).toEqual([]);
      expect(billed()).toBe(4);
      pass(2 * HOUR);
    }
  });

  it('reads every page of an answer about twenty ids', async () => {
    const { run, billed } = await open(
      'paged-ids',
      { copyTime: '4s', open: { idsPageSize: 10 } },
      { caches: 20, policy: { maxInFlight: 20 } },
    );
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(billed()).toBe(20);
  });

  it('buys no copy again that falls between two pages because a foreign cache is deleted meanwhile', async () => {
    const name = 'moving-pages';
    const copies = [0, 1, 2, 3, 4, 5].map((n) => copyOf(name, n));
    const foreign = { region: REGION, id: 'edc-foreign', bucket: 'models', path: '/theirs' };
    const { run, billed, standing } = await open(
      name,
      { existing: [foreign, ...copies], open: { paging: 'offset', pageSize: 3 } },
      { caches: 6 },
      (described, { simulator }) => {
        if (described === 1) simulator.world.remove(REGION, foreign.id);
      },
    );
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 6, adopted: 6 } });
    expect(billed()).toBe(0);
    expect(standing()).toHaveLength(6);
  });

  it('buys no copy again that a listing leaves out because it ends after its first page', async () => {
    const name = 'ends-early';
    const existing = [0, 1, 2, 3, 4, 5].map((n) => copyOf(name, n));
    const { run, billed } = await open(name, { existing, open: { endsEarly: true, pageSize: 3 } }, { caches: 6 });
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 6 } });
    expect(billed()).toBe(0);
  });

  it('keeps one of two copies of one generation, deletes the other, and the report says so', async () => {
    const name = 'twins';
    const existing = ['edc-a', 'edc-b'].map((id) => copyOf(name, 0, { id }));
    const { run, billed, standing } = await open(name, { existing }, { caches: 1 });
    const { summary, report } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 1, adopted: 1 } });
    expect(billed()).toBe(0);
    expect(standing()).toEqual([report.copies[0]?.dataCacheId]);
    expect(report.copies[0]?.reason).toContain('is a second copy of the same generation');
  });

  it('waits for a foreign cache to disappear that is being deleted', async () => {
    const { bucket, path } = copyOf('', 0);
    const existing = [{ region: REGION, bucket, path, status: 'Deleting' }];
    const { run, billed } = await open('leaving', { existing }, { caches: 1 });
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 1, conflict: 0 } });
    expect(billed()).toBe(1);
  });

  it('keeps its Available copy beside a Failed one of another plan and a higher generation', async () => {
    const name = 'beside-another';
    const existing = [
      copyOf(name, 0, { id: 'edc-ours' }),
      copyOf('another-plan', 0, { id: 'edc-theirs', generation: 5, status: 'Failed' }),
    ];
    const { run, billed, standing } = await open(name, { existing }, { caches: 1 });
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 1, adopted: 1 } });
    expect(billed()).toBe(0);
    expect(standing()).toEqual(['edc-ours', 'edc-theirs']);
  });
});
