import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clockNote, noteServiceTime } from '../../../src/eci/service-clock.js';

const NOW = Date.parse('2026-11-02T10:00:00Z');
const MINUTE = 60_000;
const dateHeader = (ms: number) => new Date(ms).toUTCString();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW });
});
afterEach(() => {
  noteServiceTime(dateHeader(Date.now()));
  vi.useRealTimers();
});

it.each([
  [20 * MINUTE, " This worker's clock is 20 min behind the service's."],
  [-16 * MINUTE - 1_000, " This worker's clock is 16 min ahead of the service's."],
  [MINUTE - 1_000, ''],
  [-MINUTE + 1_000, ''],
])('a service whose clock is %d ms ahead: %j', (ahead, note) => {
  noteServiceTime(dateHeader(NOW + ahead));
  expect(clockNote()).toBe(note);
});

it('is measured from the last response on, also when the clock is set afterwards', () => {
  noteServiceTime(dateHeader(NOW));
  vi.advanceTimersByTime(30 * MINUTE);
  expect(clockNote()).toBe('');
  vi.setSystemTime(NOW);
  expect(clockNote()).toMatch('30 min behind');
});

it.each([undefined, '', 'yesterday'])('ignores the Date header %j', (header) => {
  noteServiceTime(dateHeader(NOW + 5 * MINUTE));
  noteServiceTime(header);
  expect(clockNote()).toMatch('5 min behind');
});
