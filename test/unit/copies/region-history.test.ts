import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RebuiltRecords, type RegionEvent } from '../../../src/copies/region-history.js';
import { record } from '../report/support/sample-report.js';

const PLACE = { source: 'edc-1', bucket: 'models', path: '/llama-3' };
const COPY = { ...PLACE, generation: 0 };
const began: RegionEvent = { kind: 'began', records: [record({}), record({ source: 'edc-2' })] };
const requested: RegionEvent = { kind: 'requested', copy: COPY, at: 5 };
const requestedAs = (generation: number): RegionEvent => ({ ...requested, copy: { ...PLACE, generation } });

function accepted(id = 'edc-copy', generation = 0): RegionEvent & { kind: 'answered' } {
  return { kind: 'answered', copy: COPY, answer: { kind: 'accepted', id, generation, attempts: 1 }, at: 10 };
}

function changed(kind: 'available' | 'failed' | 'vanished' | 'earlier', id = 'edc-copy'): RegionEvent {
  return {
    kind: 'changed',
    changes: [{ id, kind, reason: 'so it is', expiresAt: '2026-11-16T02:43Z' }],
    seen: [],
    at: 20,
  };
}

function rebuilt(...events: readonly RegionEvent[]) {
  const records = new RebuiltRecords();
  for (const event of events) records.add(event);
  return records.records;
}

describe('the records of a region, rebuilt from its history', () => {
  it('are those that it began with, in their order', () => {
    expect(rebuilt(began)).toEqual([record({}), record({ source: 'edc-2' })]);
  });

  it('have the id of a request that was accepted, and when', () => {
    expect(rebuilt(began, requested, accepted())[0]).toMatchObject({
      state: 'copying',
      verdict: 'create',
      id: 'edc-copy',
      requestedAt: 10,
      attempts: 1,
      ambiguousSince: undefined,
    });
  });

  it('do not say that this run requested a copy that was only found', () => {
    const answer = { kind: 'found', id: 'edc-copy', generation: 1, attempts: 1 } as const;
    const found: RegionEvent = { kind: 'answered', copy: COPY, answer, at: 10 };
    expect(rebuilt(began, found)[0]).toMatchObject({
      id: 'edc-copy',
      generation: 1,
      requestedAt: undefined,
      seen: true,
    });
  });

  it('have the destination that was not known before the first request', () => {
    const unplaced = record({ bucket: '', path: '', name: '', state: 'awaitingSource', code: 'SourceNotShown' });
    const copy = { ...COPY, name: 'llama-3' };
    const begin: RegionEvent = { kind: 'began', records: [record({ source: 'edc-2' }), unplaced] };
    const request: RegionEvent = { kind: 'requested', copy, at: 5 };
    const accept: RegionEvent = { ...accepted(), copy };
    const expected = { ...PLACE, name: 'llama-3', state: 'copying', id: 'edc-copy', code: undefined };
    expect(rebuilt(begin, request, accept)[1]).toMatchObject(expected);
    expect(rebuilt(begin, request)[1]).toMatchObject({ ...PLACE, ambiguousSince: 5 });
  });

  it('say that a request which was never answered may have made a copy', () => {
    expect(rebuilt(began, requested)[0]).toMatchObject({ state: 'planned', ambiguousSince: 5 });
  });

  it('have the generation of the last request, so that it is only repeated with the same token', () => {
    expect(rebuilt(began, requestedAs(3))[0]).toMatchObject({ state: 'planned', generation: 3, ambiguousSince: 5 });
    const held: RegionEvent = { kind: 'answered', copy: COPY, answer: { kind: 'other', attempts: 1 }, at: 10 };
    expect(rebuilt(began, requestedAs(3), held)[0]).toMatchObject({ generation: 3, ambiguousSince: undefined });
  });

  it('say so of a request under way that an earlier history handed over, and that no longer is', () => {
    const carried = record({ state: 'requesting', ambiguousSince: 3 });
    expect(rebuilt({ kind: 'began', records: [carried] })[0]).toMatchObject({ state: 'planned', ambiguousSince: 3 });
  });

  it('are settled by a refusal', () => {
    const refused: RegionEvent = { kind: 'answered', copy: COPY, answer: { kind: 'other', attempts: 3 }, at: 10 };
    expect(rebuilt(began, requested, refused)[0]).toMatchObject({ attempts: 3, ambiguousSince: undefined });
  });

  it('say whether the service ever showed a copy, and whether an earlier run had requested it', () => {
    const shown: RegionEvent = { kind: 'changed', changes: [], seen: ['edc-copy'], at: 15 };
    expect(rebuilt(began, requested, accepted())[0]).toMatchObject({ askedAt: 5, seen: undefined });
    expect(rebuilt(began, requested, accepted(), shown)[0]).toMatchObject({ askedAt: undefined, seen: true });
    const earlier = { requestedAt: undefined, verdict: 'adopt', id: 'edc-copy' };
    expect(rebuilt(began, accepted(), shown, changed('earlier'))[0]).toMatchObject(earlier);
  });

  it('show a copy that became Available as ready', () => {
    expect(rebuilt(began, accepted(), changed('available'))[0]).toMatchObject({
      state: 'ready',
      readyAt: 20,
      expiresAt: '2026-11-16T02:43Z',
    });
  });

  it.each([
    ['failed', 'CopyFailed'],
    ['vanished', 'Vanished'],
  ] as const)('plan the next generation of a copy that %s', (kind, code) => {
    const [copy] = rebuilt(began, accepted(), changed(kind));
    expect(copy).toMatchObject({ state: 'planned', generation: 1, id: undefined });
    expect(copy?.ended).toMatchObject([{ generation: 0, id: 'edc-copy', code, reason: 'so it is' }]);
  });

  it('plan the next generation of a token that is used up', () => {
    const answer = { kind: 'spent', code: 'IdempotentFailed', attempts: 1 } as const;
    expect(rebuilt(began, { kind: 'answered', copy: COPY, answer, at: 10 })[0]).toMatchObject({ generation: 1 });
  });

  it('ignore a change of a cache that is not, or no longer, the copy', () => {
    const second = [accepted(), changed('vanished'), accepted('edc-second', 1)];
    expect(rebuilt(began, ...second, changed('available', 'edc-copy'))[0]).toMatchObject({ state: 'copying' });
    expect(rebuilt(began, changed('available', 'edc-1'))).toEqual(rebuilt(began));
  });

  it('keep what the region remembered', () => {
    const memory = [{ ...PLACE, generation: 2, id: 'edc-old' }];
    expect(rebuilt(began, { kind: 'remembered', memory })[0]).toMatchObject({
      generation: 2,
      id: 'edc-old',
      state: 'planned',
    });
  });

  it('have every id that was accepted and did not end, whatever else happened', () => {
    const step = fc.constantFrom('accepted', 'failed', 'vanished', 'available', 'requested');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const records = new RebuiltRecords();
        records.add(began);
        let living: string | undefined;
        let generation = 0;
        for (const kind of steps) {
          if (kind === 'requested') records.add(requestedAs(generation));
          else if (kind === 'accepted' && living === undefined) {
            living = `edc-${generation}`;
            records.add(accepted(living, generation));
          } else if (kind !== 'accepted' && living !== undefined) {
            records.add(changed(kind, living));
            if (kind === 'available') continue;
            living = undefined;
            generation += 1;
          }
        }
        expect([records.records[0]?.id, records.records[0]?.generation]).toEqual([living, generation]);
      }),
    );
  });
});
