import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../../src/plan/time-zones.js';

describe('a time zone', () => {
  it.each([
    'UTC',
    'Asia/Shanghai',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Kyiv',
    'Etc/GMT+8',
    'Etc/GMT-14',
    'EST',
    'PRC',
    'GMT',
  ])('may be %s, which Temporal knows', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    '',
    'utc',
    'asia/shanghai',
    'ASIA/SHANGHAI',
    'CST',
    'JST',
    'IST',
    'Local',
    '+08:00',
    'Etc/GMT+13',
    'GMT+8',
    'Factory',
  ])('cannot be %j, which it does not', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('has a name that this machine knows too, which computes the next times', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) expect(isTimeZone(name), name).toBe(true);
  });
});
