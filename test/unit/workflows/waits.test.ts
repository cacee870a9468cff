import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Waits } from '../../../workflows/region/waits.js';

describe('the timeline of a region', () => {
  const step = fc.record({
    kind: fc.constantFrom('capacity' as const, 'paused' as const),
    what: fc.constantFrom('begin' as const, 'end' as const, 'handOn' as const),
    after: fc.nat(100),
  });

  it('stays short; at most one wait of a kind is open, none ends before it began, and all have ended at the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        let waits = new Waits();
        let now = 0;
        for (const { kind, what, after } of steps) {
          now += after;
          if (what === 'begin') waits.begin({ kind, from: now });
          else if (what === 'end') waits.end(kind, now);
          else waits = new Waits(waits.list);
          for (const each of ['capacity', 'paused']) {
            const open = waits.list.filter((wait) => wait.kind === each && wait.to === undefined);
            expect(open.length).toBeLessThanOrEqual(1);
          }
        }
        waits.endAll(now);
        expect(waits.list.every(({ from, to }) => to !== undefined && to >= from)).toBe(true);
        expect(waits.list.length).toBeLessThanOrEqual(41);
        expect(waits.list.map(({ from }) => from)).toEqual(
          waits.list.map(({ from }) => from).toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('does not change the timeline that it was created from', () => {
    const before = new Waits();
    before.begin({ kind: 'paused', from: 1 });
    const after = new Waits(before.list);
    after.end('paused', 5);
    expect(before.list[0]).not.toHaveProperty('to', 5);
  });
});
