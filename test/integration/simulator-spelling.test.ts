import { describe, expect, it } from 'vitest';
import { testOpenQuestions } from './support/open-question.js';
import { outcome } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

const PLACE = { bucket: 'Models', path: '/Größe/a b' };

testOpenQuestions([
  [
    'how the service writes what it was given',
    async ({ sdk }) => {
      await sdk.copy({ ...PLACE, name: 'Größe' });
      const [cache] = (await sdk.describe()).dataCaches ?? [];
      return [cache?.bucket, cache?.path, cache?.name];
    },
    [
      [{}, ['Models', '/Größe/a b', 'Größe']],
      [{ spelling: 'trailingSlash' }, ['Models', '/Größe/a b/', 'Größe']],
      [{ spelling: 'noLeadingSlash' }, ['Models', 'Größe/a b', 'Größe']],
      [{ spelling: 'lowerCaseBucket' }, ['models', '/Größe/a b', 'Größe']],
      [{ spelling: 'lowerCase' }, ['models', '/größe/a b', 'größe']],
      [{ spelling: 'decomposed' }, ['Models', '/Größe/a b'.normalize('NFD'), 'Größe'.normalize('NFD')]],
      [{ spelling: 'percentEncoded' }, ['Models', '/Gr%C3%B6%C3%9Fe/a%20b', 'Gr%C3%B6%C3%9Fe']],
      [{ spelling: 'encodedSlashes' }, ['Models', '%2FGr%C3%B6%C3%9Fe%2Fa%20b', 'Größe']],
    ],
  ],
  [
    'whether a filter matches in another spelling',
    async ({ sdk }) => {
      await sdk.copy(PLACE);
      const [cache] = (await sdk.describe()).dataCaches ?? [];
      const asSent = await sdk.describe(PLACE);
      const asWritten = await sdk.describe({ bucket: cache?.bucket ?? '', path: cache?.path ?? '' });
      return [asSent.totalCount, asWritten.totalCount];
    },
    [
      [{}, [1, 1]],
      [{ filterBy: 'text' }, [1, 1]],
      [{ spelling: 'trailingSlash' }, [1, 1]],
      [{ spelling: 'trailingSlash', filterBy: 'text' }, [0, 1]],
      [{ spelling: 'lowerCase', filterBy: 'text' }, [0, 1]],
      [{ spelling: 'percentEncoded' }, [1, 1]],
    ],
  ],
]);

describe('a service that writes paths with a slash at the end', () => {
  it('takes both spellings for one place: it deletes there, refuses a second copy and finds the double bill', async () => {
    const { sdk, simulator } = await simulated({ open: { spelling: 'trailingSlash', pathTaken: 'refuse' } });
    await sdk.copy({ path: '/a' });
    expect(await outcome(sdk.copy({ path: '/a/', clientToken: 'token-2' }))).toBe('InvalidParameter.PathTaken');
    await sdk.delete({ bucket: 'models', path: '/a' });
    await sdk.copy({ path: '/a/', clientToken: 'token-2' });
    expect(simulator.ledger().duplicates).toHaveLength(1);
  });
});
