import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronFields, cronText } from '../../../src/plan/cron-fields.js';

describe('the fields of a cron expression', () => {
  it.each([
    ['0 3 * * *', '0 3 * * *'],
    ['00 03 1-31 1-12 0-6', '0 3 * * *'],
    ['0 3 * JAN-mar MON-FRI', '0 3 * 1-3 1-5'],
    ['5/20 * * * *', '5/20 * * * *'],
    ['5,25,45 * * * *', '5/20 * * * *'],
    ['10-40/15 * * * *', '10-40/15 * * * *'],
    ['0 */6 * * *', '0 */6 * * *'],
    ['0,30 3 * * *', '0,30 3 * * *'],
    ['0 3 * * 7', '0 3 * * 0'],
    ['0 3 * * 5-7', '0 3 * * 0,5,6'],
    ['0 3 * * 1-7/2', '0 3 * * 0,1,3,5'],
    ['0 3 * * 0-7', '0 3 * * *'],
    ['0 3 * * */2', '0 3 * * */2'],
    ['0 3 1-31/100 * *', '0 3 1 * *'],
  ])('of %j have the canonical text %j', (written, text) => {
    expect(cronText(cronFields(written) ?? [])).toBe(text);
  });

  it.each([
    '0 3 * *',
    '0 3 * * * *',
    '0 3 * * FRI-SUN',
    '0 3 0 * *',
    '0 3 * MON *',
    '1-2-3 * * * *',
    '5//2 * * * *',
    '- * * * *',
    '0 3 * * L',
  ])('of %j do not exist, as Temporal rejects it', (text) => {
    expect(cronFields(text)).toBeUndefined();
  });

  it('can be parsed from their canonical text', () => {
    const field = (low: number, high: number) =>
      fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1 }).map((n) => n.toSorted((a, b) => a - b));
    const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
    fc.assert(
      fc.property(fields, (numbers) => {
        expect(cronFields(cronText(numbers))).toEqual(numbers);
      }),
    );
  });
});
