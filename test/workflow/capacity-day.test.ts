import { expect, inject, it } from 'vitest';
import { capacityDay } from '../../bench/figures/capacity-day.js';

const MINUTE = 60_000;

it('a thousand copies wait a day for one region’s quota at no cost to another region, and the window refills immediately', async () => {
  const day = await capacityDay({ testServerPath: inject('testServerPath') });
  expect(day).toMatchObject({ billed: 2000, duplicates: 0 });

  // Refused: a window of copies, and one that asks for all. Each of its calls looks first, and none adds to the history.
  expect(day.calls).toBeLessThanOrEqual(day.bound);
  expect(day.lookups).toBeLessThanOrEqual(day.calls);
  expect(day.eventsWhileWaiting).toBe(0);
  expect(day.historyEvents).toBeLessThan(5 * day.window);

  expect(day.noticedAfterMs).toBeGreaterThan(0);
  expect(day.noticedAfterMs).toBeLessThanOrEqual(day.maxRetryMs);
  expect(day.fullAfterMs).toBeLessThan(MINUTE);

  expect(day.other.copyCalls).toBe(day.copies);
  expect(day.other.historyEvents).toBeLessThan(3.7 * day.copies);
  expect(day.other.makespanMs).toBeLessThan(10 * MINUTE);
}, 180_000);
