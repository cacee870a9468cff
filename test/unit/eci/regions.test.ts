import { describe, expect, it } from 'vitest';
import { isKnownRegion, isRegionName, KNOWN_REGIONS } from '../../../src/eci/regions.js';

describe('the known regions', () => {
  it.each(['cn-hongkong', 'ap-southeast-7', 'na-south-1', 'cn-shanghai-finance-1', 'cn-hangzhou-finance'])(
    'include %s',
    (region) => expect(isKnownRegion(region)).toBe(true),
  );

  it('do not include a misspelt region', () => expect(isKnownRegion('cn-bejing')).toBe(false));

  it('are valid region names, each listed once', () => {
    expect(KNOWN_REGIONS.filter((region) => !isRegionName(region))).toEqual([]);
    expect(new Set(KNOWN_REGIONS).size).toBe(KNOWN_REGIONS.length);
  });
});

describe('isRegionName', () => {
  it.each(['', 'CN-beijing', 'cn.beijing', 'cn-beijing/', 'a@b', '-cn', 'cn-', 'cn_beijing', 'x'.repeat(64)])(
    'rejects %j, which is not safe in a host name',
    (region) => expect(isRegionName(region)).toBe(false),
  );
});
