import { describe, expect, it } from 'vitest';
import { rulesOf } from '../../src/simulator/scenario.js';
import { testOpenQuestions } from './support/open-question.js';
import { type sdkClient, TARGET } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

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
  [
    'whether a listing shows a new copy',
    async ({ sdk, advance }) => {
      const { dataCacheId = '' } = await sdk.copy();
      const shown = async () => [
        (await sdk.describe()).totalCount,
        (await sdk.describe({ bucket: 'models', path: '/llama-3/stable' })).totalCount,
        (await sdk.describe({ dataCacheId: [dataCacheId] })).totalCount,
      ];
      const first = await shown();
      advance(30_000);
      return [first, await shown()];
    },
    [
      [
        {},
        [
          [1, 1, 1],
          [1, 1, 1],
        ],
      ],
      [
        { describeLag: '30s' },
        [
          [0, 0, 1],
          [1, 1, 1],
        ],
      ],
    ],
  ],
  [
    'what ListUsage counts when the caller sees only one resource group',
    async ({ sdk, simulator }) => {
      simulator.scenario.regions[TARGET] = { ...rulesOf(simulator.scenario, TARGET), visibleGroups: ['rg-1'] };
      await sdk.copy({ resourceGroupId: 'rg-1' });
      await sdk.copy({ clientToken: 'token-2' });
      return [(await sdk.describe()).totalCount, (await sdk.usage())?.['UsedDataCacheCount']];
    },
    [
      [{}, [1, 2]],
      [{ usageCounts: 'visible' }, [1, 1]],
    ],
  ],
]);

describe('a caller with a permission for some resource groups', () => {
  const existing = [
    { region: TARGET, bucket: 'models', path: '/1', resourceGroupId: 'rg-1' },
    { region: TARGET, bucket: 'models', path: '/2', resourceGroupId: 'rg-2' },
    { region: TARGET, bucket: 'models', path: '/3' },
  ];

  it.each([
    [['rg-2'], ['/2']],
    [[], []],
  ])('for %j sees %j, in a listing and by id', async (visibleGroups, expected) => {
    const { sdk, simulator } = await simulated({ existing, regions: { [TARGET]: { visibleGroups } } });
    const everything = await sdk.describe({ regionId: TARGET });
    expect(everything.dataCaches?.map(({ path }) => path)).toEqual(expected);
    const at = simulator.world.moment(Date.now());
    const dataCacheId = simulator.world.list(TARGET, at).map(({ id }) => id);
    expect((await sdk.describe({ dataCacheId })).dataCaches?.map(({ path }) => path)).toEqual(expected);
  });
});
