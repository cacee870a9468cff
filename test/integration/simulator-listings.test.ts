import { testOpenQuestions } from './support/open-question.js';
import type { sdkClient } from './support/sdk-client.js';

type Sdk = ReturnType<typeof sdkClient>;

async function threeCopies(sdk: Sdk): Promise<string[]> {
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    ids.push((await sdk.copy({ path: `/${n}`, clientToken: `token-${n}` })).dataCacheId ?? '');
  }
  return ids;
}

/** How many caches each page holds. */
async function pageSizes(sdk: Sdk, fields: Parameters<Sdk['describe']>[0] = {}): Promise<number[]> {
  const sizes: number[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sdk.describe({ ...fields, ...(nextToken === undefined ? {} : { nextToken }) });
    sizes.push(page.dataCaches?.length ?? 0);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return sizes;
}

testOpenQuestions([
  [
    'how large a page is, of a listing and by id',
    async ({ sdk }) => {
      const dataCacheId = await threeCopies(sdk);
      return [await pageSizes(sdk), await pageSizes(sdk, { dataCacheId })];
    },
    [
      [{}, [[3], [3]]],
      [{ pageSize: 2 }, [[2, 1], [3]]],
      [{ idsPageSize: 2 }, [[3], [2, 1]]],
      [{ pageSize: 2, endsEarly: true }, [[2], [3]]],
      [{ idsPageSize: 1, endsEarly: true }, [[3], [1, 1, 1]]],
    ],
  ],
  [
    'whether a deletion between two pages hides another cache',
    async ({ sdk }) => {
      const [first = '', second = '', third = ''] = await threeCopies(sdk);
      const names = new Map([first, second, third].map((id, index) => [id, index + 1]));
      const { dataCaches = [], nextToken = '' } = await sdk.describe();
      await sdk.delete({ dataCacheId: first });
      const rest = (await sdk.describe({ nextToken })).dataCaches ?? [];
      return [...dataCaches, ...rest].map(({ dataCacheId = '' }) => names.get(dataCacheId));
    },
    [
      [{ pageSize: 1 }, [1, 2]],
      [{ pageSize: 1, paging: 'offset' }, [1, 3]],
    ],
  ],
  [
    'what TotalCount counts',
    async ({ sdk }) => {
      const dataCacheId = await threeCopies(sdk);
      return [(await sdk.describe()).totalCount, (await sdk.describe({ dataCacheId })).totalCount];
    },
    [
      [{ pageSize: 2 }, [3, 3]],
      [{ pageSize: 2, totalCount: 'absent' }, [undefined, undefined]],
      [{ pageSize: 2, totalCount: 'pageOnly' }, [2, 3]],
      [{ pageSize: 2, totalCount: 'more' }, [4, 4]],
      [{ pageSize: 2, endsEarly: true }, [3, 3]],
    ],
  ],
]);
