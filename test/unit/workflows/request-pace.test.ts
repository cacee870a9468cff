import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestPace } from '../../../workflows/region/request-pace.js';
import { standInLine } from './support/line.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function paceOf(change: Partial<RequestPace['state']> = {}): RequestPace {
  return new RequestPace({ ...RequestPace.start(), ...change });
}

/** Begins requests until no more are admitted, and returns them. */
function fill(pace: RequestPace, now: number): ReturnType<RequestPace['began']>[] {
  const begun = [];
  while (pace.admits) begun.push(pace.began(now));
  return begun;
}

/** One round: all admitted requests begin, and are answered after `line` ms in the queue. Returns their number. */
function round(pace: RequestPace, now: number, line: number, busy = 50): number {
  const begun = fill(pace, now);
  for (const request of begun) {
    pace.answered(now, now + line + busy, busy);
    pace.ended(request);
  }
  return begun.length;
}

describe('the pace of a region’s requests', () => {
  it('begins with one request, and grows fourfold with each round of quick answers', () => {
    const pace = paceOf();
    const rounds = Array.from({ length: 5 }, (_, n) => round(pace, n * 100, 10));
    expect(rounds).toEqual([1, 4, 16, 64, 256]);
  });

  it('does not mistake a slow call of the service for a queue', () => {
    const pace = paceOf();
    const rounds = Array.from({ length: 4 }, (_, n) => round(pace, n * MINUTE, 10, 30 * SECOND));
    expect(rounds).toEqual([1, 4, 16, 64]);
  });

  it('grows by one per round while the queue is neither short nor long', () => {
    const pace = paceOf({ allowance: 8 });
    const rounds = Array.from({ length: 5 }, (_, n) => round(pace, n * MINUTE, SECOND));
    expect(rounds).toEqual([8, 8, 9, 10, 11]);
  });

  it('shrinks to what makes a long queue short, once for all requests that waited in it', () => {
    const pace = paceOf({ allowance: 60 });
    expect(round(pace, 0, 3 * SECOND, 0)).toBe(60);
    expect(fill(pace, MINUTE)).toHaveLength(15);
  });

  it('shrinks less if the time was spent in the calls', () => {
    const pace = paceOf({ allowance: 60 });
    round(pace, 0, 3 * SECOND, 4.5 * SECOND);
    expect(fill(pace, MINUTE)).toHaveLength(42);
  });

  it('shrinks again for requests that began after it had shrunk', () => {
    const pace = paceOf({ allowance: 64 });
    round(pace, 0, 2 * SECOND, 0);
    round(pace, 4 * SECOND, 2 * SECOND, 0);
    expect(fill(pace, MINUTE)).toHaveLength(9);
  });

  it('at most doubles once it has shrunk', () => {
    const pace = paceOf({ allowance: 8 });
    round(pace, 0, 10 * SECOND, 0);
    const rounds = Array.from({ length: 4 }, (_, n) => round(pace, n * MINUTE, 10));
    expect(rounds).toEqual([1, 2, 4, 8]);
  });

  it('does not grow beyond four times what is in use', () => {
    const pace = paceOf();
    for (let n = 0; n < 100; n += 1) {
      const request = pace.began(n);
      pace.answered(n, n + 10, 5);
      pace.ended(request);
    }
    expect(fill(pace, MINUTE)).toHaveLength(4);
  });

  it('lets others begin when a request is not answered for a minute, then for two, then for four', () => {
    const pace = paceOf();
    let now = 0;
    for (const minutes of [1, 2, 4]) {
      pace.began(now);
      expect(pace.admits).toBe(false);
      expect(pace.timeoutMs).toBe(minutes * MINUTE);
      now += pace.timeoutMs;
      pace.timedOut(now);
      expect(pace.admits).toBe(true);
    }
    pace.answered(now - 10, now, 5);
    expect(pace.timeoutMs).toBe(MINUTE);
  });

  it('waits eight minutes at most while nothing is answered, however long that lasts', () => {
    const pace = paceOf();
    for (let n = 0; n < 20; n += 1) pace.timedOut(n * MINUTE);
    expect(pace.timeoutMs).toBe(8 * MINUTE);
  });

  it('waits twice as long as requests wait in the queue', () => {
    const pace = paceOf();
    pace.answered(0, 5 * MINUTE, 0);
    expect(pace.timeoutMs).toBe(10 * MINUTE);
  });

  it('is not changed by an answer that does not say how long it took', () => {
    const pace = paceOf();
    pace.answered(0, 10, Number.NaN);
    pace.began(10);
    expect(pace.admits).toBe(false);
    expect(pace.state).toEqual(RequestPace.start());
  });

  it('gives up on no request that began later', () => {
    const pace = paceOf();
    pace.began(1);
    pace.timedOut(MINUTE);
    expect(pace.admits).toBe(false);
  });

  it('always lets one request begin when none is under way, whatever the answers were', () => {
    const answers = fc.array(fc.record({ line: fc.integer({ min: -1000, max: 100_000 }), busy: fc.nat() }));
    fc.assert(
      fc.property(answers, (all) => {
        const pace = paceOf();
        let now = 0;
        for (const { line, busy } of all) {
          const begun = round(pace, now, line, busy);
          expect(begun).toBeGreaterThanOrEqual(1);
          now += Math.max(0, line) + busy + 1;
        }
      }),
    );
  });
});

describe('regions that share a rate limit', () => {
  it('keep a queue of two seconds, where windows of a hundred would make it two hundred', () => {
    const { lengths, finishedAt } = standInLine({ regions: 20, perSecond: 10, callMs: 200, copies: 20 });
    expect(Math.max(...lengths.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(Math.max(...lengths.filter(({ at }) => at > 10 * SECOND).map(({ length }) => length))).toBeLessThanOrEqual(
      25,
    );
    expect(finishedAt).toBeLessThan(1.05 * 40 * SECOND);
  });

  it('use all of it and keep the queue short, however many there are and however long a call takes', () => {
    const shares = fc.record({
      regions: fc.integer({ min: 1, max: 30 }),
      perSecond: fc.integer({ min: 2, max: 100 }),
      callMs: fc.integer({ min: 5, max: 4_000 }),
    });
    fc.assert(
      fc.property(shares, ({ regions, perSecond, callMs }) => {
        const copies = Math.ceil((60 * perSecond) / regions);
        const { lengths, finishedAt } = standInLine({ regions, perSecond, callMs, copies });
        const settled = lengths.filter(({ at }) => at > 20 * SECOND).map(({ length }) => length);
        expect(Math.max(0, ...settled)).toBeLessThanOrEqual(
          Math.max(2 * regions, (perSecond * (3 * SECOND + callMs)) / SECOND),
        );
        const atLeast = (regions * copies * SECOND) / perSecond + callMs;
        const toBegin = callMs * Math.log2(2 + (perSecond * callMs) / SECOND);
        expect(finishedAt).toBeLessThanOrEqual(1.1 * atLeast + 2 * toBegin);
      }),
      { numRuns: 200 },
    );
  });
});
