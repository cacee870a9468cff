import { describe, expect, it } from 'vitest';
import type { CopyResult } from '../../../activities/copy-task.js';
import { isAskedBesideFirst, isForLackOfRoom } from '../../../workflows/region/request-copies.js';

type Refused = Extract<CopyResult, { kind: 'refused' }>;

function refused(code: string, change: Partial<Refused> = {}): Refused {
  return { kind: 'refused', family: 'request', code, reason: '', attempts: 1, ...change };
}

describe('a renewal that the region refuses beside the old copy', () => {
  it.each<[string, CopyResult]>([
    ['its place may be taken', refused('InvalidParameter')],
    ['the code is not known', refused('DataCache.AlreadyExists')],
    ['the quota is full', { kind: 'held', code: 'QuotaExceeded', reason: '', attempts: 1 }],
  ])('may be made in the place of the old copy if %s', (_, answer) => {
    expect(isForLackOfRoom(answer)).toBe(true);
  });

  it.each<[string, CopyResult]>([
    ['was never sent, because a look proved nothing', refused('SurveyPartial')],
    ['was throttled for a day', refused('Throttling.User')],
    ['was in processing for a day', refused('IdempotentProcessing')],
    ['may have been carried out', refused('InvalidParameter', { ambiguousSince: 5 })],
    ['found no stock', { kind: 'held', code: 'OperationDenied.NoStock', reason: '', attempts: 1 }],
    ['was refused by the region', refused('Zone.NotOnSale', { family: 'region' })],
  ])('leaves the old copy alone if the request %s', (_, answer) => {
    expect(isForLackOfRoom(answer)).toBe(false);
  });
});

describe('a renewal with renew: replace', () => {
  const renewal = { verdict: 'renew', deleteFirst: [{ id: 'edc-old', source: 'edc-1', generation: 0 }] } as const;

  it.each([
    ['accepts copies', {}],
    ['is out of stock, where deleting the old copy would only lose it', { closedSince: 5, code: 'NoStock' }],
  ])('is requested beside the old copy first if the region %s', (_, gate) => {
    expect(isAskedBesideFirst(renewal, gate)).toBe(true);
  });

  it('takes the place of the old copy at once if the quota is full', () => {
    expect(isAskedBesideFirst(renewal, { closedSince: 5, code: 'QuotaExceeded' })).toBe(false);
    expect(isAskedBesideFirst({ ...renewal, verdict: 'supersede' }, {})).toBe(false);
  });
});
