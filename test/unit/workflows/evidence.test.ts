import { describe, expect, it } from 'vitest';
import { replaced } from '../../../workflows/region/request-copies.js';
import { ACCEPTED, answer, copyAt, regionOf, request } from './support/sample-region.js';

const former = { id: 'edc-former', source: 'edc-0', generation: 2, status: 'Failed' } as const;

describe('a copy that the service accepted and never showed', () => {
  function neverShown() {
    const region = regionOf([{ state: 'copying', id: 'edc-copy', requestedAt: 5 }, {}]);
    region.copyChanged({ id: 'edc-copy', kind: 'notVisible', reason: 'never shown' }, 9);
    return region;
  }

  it('ends with its id, and is not planned again', () => {
    expect(copyAt(neverShown(), 0)).toMatchObject({
      state: 'failed',
      code: 'NotVisible',
      id: 'edc-copy',
      generation: 0,
    });
  });

  it('stops the region, because what else is hidden is not known', () => {
    const region = neverShown();
    expect(region.holds.stop).toMatchObject({ code: 'SurveyPartial', liftable: true });
    expect(region.next()).toBeUndefined();
  });

  it('that an earlier run left is in the way of no other in a region that shows everything', () => {
    const region = regionOf([{ state: 'copying', id: 'edc-copy' }, {}]);
    region.copyChanged({ id: 'edc-copy', kind: 'notVisible', reason: 'never shown' }, 9);
    expect(copyAt(region, 0)).toMatchObject({ state: 'failed', code: 'NotVisible' });
    expect(region.holds.stop).toBeUndefined();
    expect(region.next()).toBe(copyAt(region, 1));
  });

  it('is watched again after retry-failed, and never requested again', () => {
    const region = neverShown();
    region.controlled({ kind: 'retryFailed' }, 10);
    expect(copyAt(region, 0)).toMatchObject({ state: 'copying', id: 'edc-copy', generation: 0 });
    expect(region.next()).toBe(copyAt(region, 1));
  });
});

describe('a copy whose id was returned for the token of an earlier request', () => {
  it('counts as found, not as requested, once the service shows when it was created', () => {
    const region = regionOf([{}]);
    const copy = copyAt(region, 0);
    answer(region, request(region, copy), { ...ACCEPTED });
    expect(copy.requestedAt).toBeDefined();
    region.copyChanged({ id: 'edc-copy', kind: 'earlier' }, 9);
    expect(copy).toMatchObject({ state: 'copying', verdict: 'adopt', requestedAt: undefined });
  });

  it('is asked about from its first unanswered request on', () => {
    const region = regionOf([{ ambiguousSince: 3 }]);
    const copy = copyAt(region, 0);
    answer(region, request(region, copy), { ...ACCEPTED }, 20);
    expect(copy).toMatchObject({ askedAt: 3, requestedAt: 20 });
    region.copiesSeen(['edc-copy']);
    expect(copy).toMatchObject({ seen: true, askedAt: undefined });
  });
});

describe('a Failed copy that is not Failed any more when it is to be deleted', () => {
  it('is adopted instead of being replaced', () => {
    const ended = [{ generation: 2, id: 'edc-former', code: 'CopyFailed', requestedAt: 4 }];
    const region = regionOf([{ generation: 3, deleteFirst: [former], ended, verdict: 'create' }]);
    const copy = copyAt(region, 0);
    const asked = request(region, copy);
    region.recovered(asked, former, 9);
    region.requestEnded(asked);
    expect(copy).toMatchObject({ state: 'copying', id: 'edc-former', generation: 2, requestedAt: 4, ended: [] });
    expect(copy.deleteFirst).toBeUndefined();
    expect(region.next()).toBeUndefined();
  });
});

describe('a generation that ended by itself', () => {
  it.each([
    ['vanished', {}],
    ['failed', { replaces: ['edc-copy'] }],
  ] as const)('is taken if it is shown again before the next one is requested, once it has %s', (kind, expected) => {
    const region = regionOf([{ state: 'copying', id: 'edc-copy', seen: true }]);
    region.copyChanged({ id: 'edc-copy', kind }, 9);
    expect(copyAt(region, 0)).toMatchObject({ state: 'planned', generation: 1 });
    // A Failed one is only replaced until it has been looked at and deleted.
    expect(replaced(copyAt(region, 0))).toEqual(expected);
  });

  it('is replaced if the survey found it due for renewal', () => {
    const ended = [{ generation: 0, id: 'edc-due', code: 'Renewed' }];
    expect(replaced({ ended })).toEqual({ replaces: ['edc-due'] });
  });
});

describe('a survey of a region that hides something', () => {
  it('proves nothing about a place, so that it is looked at before the request', () => {
    const region = regionOf([{}, {}]);
    region.surveyed([copyAt(region, 0)], [], { began: 5, now: 6, partial: { listed: 1, counted: 2 } });
    expect(copyAt(region, 0).seenAt).toBeUndefined();
    expect(region.survey.partial).toEqual({ listed: 1, counted: 2 });
    region.surveyed([copyAt(region, 1)], [], { began: 7, now: 8 });
    expect(copyAt(region, 1).seenAt).toBe(7);
    expect(region.survey.partial).toBeUndefined();
  });
});

describe('a copy that an earlier run bought', () => {
  it('that no longer exists is noted as an ended generation, and is not the id of the next one', () => {
    const region = regionOf([{ id: 'edc-gone', generation: 1, seen: true }]);
    const copy = copyAt(region, 0);
    region.surveyed([copy], [[copy, { verdict: 'create', generation: 2, gone: 'edc-gone' }]], { began: 5, now: 6 });
    expect(copy).toMatchObject({ state: 'planned', id: undefined, generation: 2, seen: undefined });
    expect(copy.ended).toMatchObject([{ generation: 1, id: 'edc-gone', code: 'Vanished' }]);
  });

  it('that is not shown is watched, as never seen', () => {
    const region = regionOf([{ id: 'edc-hidden', generation: 1 }]);
    const copy = copyAt(region, 0);
    const hidden = { verdict: 'adopt', id: 'edc-hidden', generation: 1, status: '', unseen: true } as const;
    region.surveyed([copy], [[copy, hidden]], { began: 5, now: 6 });
    expect(copy).toMatchObject({ state: 'copying', id: 'edc-hidden', seen: undefined });
  });
});

describe('what is remembered of a source that the run has no copy of', () => {
  it('is passed on, also through a new history, while the rest goes to the records', () => {
    const region = regionOf([{ source: 'edc-1', bucket: 'models', path: '/1' }]);
    const here = { source: 'edc-1', bucket: 'models', path: '/1', generation: 2, id: 'edc-copy', seen: true } as const;
    const elsewhere = { source: 'edc-2', bucket: 'models', path: '/2', generation: 1, id: 'edc-other' };
    region.remember([here, elsewhere]);
    expect(copyAt(region, 0)).toMatchObject({ id: 'edc-copy', generation: 2 });
    expect(region.remembered).toEqual([elsewhere]);
    expect(region.carried()).toMatchObject({ remembered: [elsewhere] });
  });
});

describe('a copy that waits for its source', () => {
  it('waits from when it was refused, not from the start of the run', () => {
    const region = regionOf([{}]);
    const copy = copyAt(region, 0);
    answer(region, request(region, copy), { kind: 'sourceNotReady', reason: 'Updating' }, 77);
    expect(copy).toMatchObject({ state: 'awaitingSource', awaitingSince: 77 });
  });
});
