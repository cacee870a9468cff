import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Eci } from '../../../src/eci/eci.js';

/** The RAM action of each call. A call without an entry here does not compile. */
const ACTIONS: Readonly<Record<keyof Eci, string>> = {
  copyDataCache: 'eci:CopyDataCache',
  describeDataCaches: 'eci:DescribeDataCaches',
  deleteDataCache: 'eci:DeleteDataCache',
  updateRetention: 'eci:UpdateDataCache',
  listUsage: 'eci:ListUsage',
};

it('the RAM policy allows the calls that the product makes, and no others', () => {
  const file = new URL('../../../deploy/ram-policy.json', import.meta.url);
  const { Statement } = JSON.parse(readFileSync(file, 'utf8')) as { Statement: { Action: string[] }[] };
  expect(Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(Object.values(ACTIONS).toSorted());
});
