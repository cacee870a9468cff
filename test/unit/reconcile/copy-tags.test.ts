import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyOrigin, copyTags } from '../../../src/reconcile/copy-tags.js';
import { cache } from '../activities/support/samples.js';

const OURS = [
  'eci-replicator:plan',
  'eci-replicator:source',
  'eci-replicator:source-region',
  'eci-replicator:generation',
] as const;

const identity = { sourceRegion: 'cn-hongkong', source: 'edc-1', region: 'cn-beijing', bucket: 'b', path: '/p' };
const key = fc.oneof(fc.constantFrom(...OURS), fc.string({ minLength: 1 }));

describe('the tags of a copy', () => {
  it('are always our four plus those of the plan, which cannot override ours', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.string()), (tags) => {
        const own = Object.fromEntries(Object.entries(tags).filter(([name]) => !OURS.some((our) => our === name)));
        expect(copyTags({ ...identity, generation: 4 }, 'llm-weights', tags)).toEqual({
          ...own,
          'eci-replicator:plan': 'llm-weights',
          'eci-replicator:source': 'edc-1',
          'eci-replicator:source-region': 'cn-hongkong',
          'eci-replicator:generation': '4',
        });
      }),
    );
  });

  it('can be read back from the data cache', () => {
    fc.assert(
      fc.property(
        fc.record({ plan: fc.string(), source: fc.string(), sourceRegion: fc.string(), generation: fc.nat(999_999) }),
        fc.dictionary(key, fc.string()),
        ({ plan, ...origin }, tags) => {
          const carried = copyTags({ ...identity, ...origin }, plan, tags);
          expect(copyOrigin(cache({ tags: carried }))).toEqual({ plan, ...origin });
        },
      ),
    );
  });

  const whole = copyTags({ ...identity, generation: 0 }, 'llm-weights', {});

  it.each(OURS)('are of no copy of ours without %s', (name) => {
    const { [name]: _, ...rest } = whole;
    expect(copyOrigin(cache({ tags: rest }))).toBeUndefined();
  });

  it.each(['', '-1', '1.5', '1e3', ' 1', '0x1', 'NaN', '1234567', '१'])(
    'are of no copy of ours with the generation %j',
    (generation) => {
      expect(copyOrigin(cache({ tags: { ...whole, 'eci-replicator:generation': generation } }))).toBeUndefined();
    },
  );

  it('are matched by their exact names', () => {
    const shouted = Object.fromEntries(Object.entries(whole).map(([name, value]) => [name.toUpperCase(), value]));
    expect(copyOrigin(cache({ tags: shouted }))).toBeUndefined();
    expect(copyOrigin(cache())).toBeUndefined();
  });
});
