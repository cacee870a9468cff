import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfter, WEBHOOK_RETRY } from '../../../src/notify/webhook-retry.js';

const NOW = Date.parse('2026-11-02T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['Mon, 02 Nov 2026 10:00:30 GMT', 30_000],
    ['Monday, 02-Nov-26 10:00:30 GMT', 30_000],
    ['999999999', 3_600_000],
  ])('%j is a longer delay than that after the first attempt: %s ms', (header, ms) => {
    expect(retryAfter(header, 1, NOW)).toBe(ms);
  });

  it.each([
    '0',
    '00',
    '-5',
    '-120',
    '5',
    '1.5',
    'Mon, 02 Nov 2026 09:00:00 GMT',
    'soon',
    '2026-11-02T12:00:00Z',
    'try 2999',
    '',
    ' ',
    null,
  ])('%j leaves the delay after the tenth attempt to the policy', (header) => {
    expect(retryAfter(header, 10, NOW)).toBeUndefined();
  });

  it('is never shorter than the delay of the policy, whatever the receiver says', () => {
    const header = fc.oneof(
      fc.string(),
      fc.integer({ min: -10_000, max: 10_000 }).map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, fc.integer({ min: 1, max: 10_000 }), (text, attempt) => {
        const { initialInterval, maximumInterval } = WEBHOOK_RETRY;
        const delay = retryAfter(text, attempt, NOW);
        if (delay === undefined) return;
        expect(delay).toBeGreaterThan(Math.min(maximumInterval, initialInterval * 2 ** (attempt - 1)));
        expect(delay).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});
