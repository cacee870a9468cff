import { describe, expect, it } from 'vitest';
import { SOURCE_NOT_SHOWN } from '../../../src/copies/planned-records.js';
import { rememberedCopies } from '../../../src/copies/region-memory.js';
import { isSurveyable } from '../../../workflows/region/survey-trust.js';
import { copyAt, regionOf } from './support/sample-region.js';

const PLACE = { bucket: 'late', path: '/weights', name: 'weights' };
const UNPLACED = { bucket: '', path: '', name: '' };
const hidden = { ...UNPLACED, state: 'awaitingSource', code: SOURCE_NOT_SHOWN, reason: 'hidden' } as const;
const available = (id: string, place = PLACE) => ({ id, kind: 'available', place: { ...place, sizeGiB: 7 } }) as const;

describe('a copy whose source was not shown when the run began', () => {
  it('takes the destination from its source, where the plan does not set it', () => {
    const region = regionOf([hidden, { ...hidden, path: '/set' }]);
    region.sourceChanged(available('edc-0'));
    region.sourceChanged(available('edc-1'));
    expect(region.copies.records).toMatchObject([
      { ...PLACE, state: 'planned', code: undefined, reason: undefined, sizeGiB: 7 },
      { ...PLACE, state: 'planned', path: '/set' },
    ]);
    expect(region.buckets).toEqual(['late']);
  });

  it('is surveyed before it is requested, even if the rest of the region was a moment ago', () => {
    const region = regionOf([hidden, { state: 'planned' }]);
    region.survey.lookBegan();
    region.surveyed([copyAt(region, 1)], [], { began: 0, now: 1 });
    expect(region.survey.isOutdated(region.next(), 1, 2)).toBe(false);
    region.sourceChanged(available('edc-0'));
    expect(region.survey.isOutdated(copyAt(region, 0), 2, 2)).toBe(true);
  });

  it('is not surveyed, and may be adopted, only once its destination is known', () => {
    const region = regionOf([hidden, { ...hidden, ...PLACE, path: '/set' }]);
    expect(region.copies.records.map(isSurveyable)).toEqual([false, true]);
    const adopt = { verdict: 'adopt', id: 'edc-copy', generation: 0, status: 'Available' } as const;
    region.surveyed([copyAt(region, 1)], [[copyAt(region, 1), adopt]], { began: 0, now: 1 });
    expect(copyAt(region, 1)).toMatchObject({ state: 'ready', id: 'edc-copy', code: undefined, reason: undefined });
  });

  it('is what earlier runs left of it, as soon as its destination is known', () => {
    const region = regionOf([hidden]);
    const former = { source: 'edc-0', bucket: 'late', path: '/weights', generation: 2, id: 'edc-bought' };
    region.remember([former, { ...former, path: '/elsewhere', generation: 9, id: 'edc-other' }]);
    expect(copyAt(region, 0)).toMatchObject({ generation: 0 });
    expect(region.remembered).toContainEqual(former);
    region.sourceChanged(available('edc-0'));
    expect(copyAt(region, 0)).toMatchObject({ generation: 2, id: 'edc-bought' });
    expect(region.remembered).toMatchObject([{ path: '/elsewhere' }]);
    expect(rememberedCopies(region.copies.records)).toMatchObject([former]);
  });

  it('loses nothing that is remembered of it, however much there is', () => {
    const region = regionOf([hidden]);
    const others = Array.from({ length: 600 }, (_, n) => ({ source: `gone-${n}`, ...PLACE, generation: 1 }));
    const own = { source: 'edc-0', bucket: 'late', path: '/weights', generation: 1 };
    region.remember([...others, own]);
    expect(region.remembered).toHaveLength(501);
    expect(region.remembered).toContainEqual(own);
  });

  it('fails if another copy of the plan has that destination, in any spelling', () => {
    const region = regionOf([hidden, { ...PLACE, path: '/weights/' }]);
    region.sourceChanged(available('edc-0'));
    expect(copyAt(region, 0)).toMatchObject({ state: 'failed', code: 'PathTaken' });
    expect(copyAt(region, 0).reason).toMatch(/^edc-1 has the same bucket and path/);
    expect(region.next()).toBe(copyAt(region, 1));
  });

  it('is named while it waits, and only counted as slow once its source is shown', () => {
    const region = regionOf([hidden]);
    region.sourcesSeen(['edc-other']);
    expect(copyAt(region, 0).code).toBe(SOURCE_NOT_SHOWN);
    region.sourcesSeen(['edc-0']);
    expect(copyAt(region, 0)).toMatchObject({ state: 'awaitingSource', code: undefined, reason: undefined });
    region.sourceChanged({ id: 'edc-0', kind: 'overdue', reason: 'still Loading' });
    expect(copyAt(region, 0)).toMatchObject({ state: 'failed', code: 'SourceNotAvailable' });
  });

  it.each(['notVisible', 'overdue'] as const)('is not said to be missing once its time is up: %s', (kind) => {
    const region = regionOf([hidden]);
    region.sourceChanged({ id: 'edc-0', kind, reason: 'edc-0 is not shown' });
    expect(copyAt(region, 0)).toMatchObject({ state: 'failed', code: SOURCE_NOT_SHOWN });
  });
});
