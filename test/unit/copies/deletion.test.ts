import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { afterDeletion } from '../../../src/copies/deletion.js';
import { record } from '../report/support/sample-report.js';

const requested = (id: string): CopyRecord =>
  record({ state: 'ready', verdict: 'create', id, requestedAt: 1, readyAt: 2 });

describe('records after a cancellation with deletion', () => {
  it('show deleted copies as pending with their ids and times, and only copies that the run requested', () => {
    const adopted = record({ source: 'edc-2', state: 'ready', verdict: 'adopt', id: 'edc-copy-2', readyAt: 2 });
    const [first, second] = afterDeletion([requested('edc-copy-1'), adopted], { left: [] });
    expect(first).toMatchObject({ state: 'planned', reason: 'deleted on cancellation', id: 'edc-copy-1', readyAt: 2 });
    expect(second).toEqual(adopted);
  });

  it('keep the state of a copy that was not deleted, with the reason', () => {
    const left = [{ reason: 'NoPermission: not allowed', rows: '1' }];
    const [first, second] = afterDeletion([requested('edc-copy-1'), requested('edc-copy-2')], { left });
    expect(first).toMatchObject({ state: 'planned' });
    expect(second).toMatchObject({
      state: 'ready',
      reason: 'not deleted on cancellation: NoPermission: not allowed',
    });
  });

  it('claim nothing for a region that did not report what it requested', () => {
    const [first] = afterDeletion([requested('edc-copy-1')], { left: [], lost: true });
    expect(first).toMatchObject({ state: 'ready', reason: expect.stringContaining('not deleted') });
  });
});
