import { describe, expect, it } from 'vitest';
import { isKnownRegion, isRegionName, KNOWN_REGIONS } from '../../../src/eci/regions.js';

describe('the known regions', () => {
  it.each(['cn-hongkong', 'ap-southeast-7', 'na-south-1', 'cn-shanghai-finance-1', 'cn-hangzhou-finance'])(
    'know %s',
    (region) => expect(isKnownRegion(region)).toBe(true),
  );

  it('do not know one that is misspelt', () => expect(isKnownRegion('cn-bejing')).toBe(false));

  it('are each a region name, and there once', () => {
    expect(KNOWN_REGIONS.filter((region) => !isRegionName(region))).toEqual([]);
    expect(new Set(KNOWN_REGIONS).size).toBe(KNOWN_REGIONS.length);
  });
});

describe('isRegionName', () => {
  it.each(['', 'CN-beijing', 'cn.beijing', 'cn-beijing/', 'a@b', '-cn', 'cn-', 'cn_beijing', 'x'.repeat(64)])(
    'refuses %j, which has no place in a host name',
    (region) => expect(isRegionName(region)).toBe(false),
  );
});
