import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { deletePrunableCopies } from '../../../activities/delete-prunable-copies.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { copyOf, copyTask, MINUTE } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

const copy = (id: string, change: Parameters<typeof copyOf>[1] = {}) => copyOf(copyTask(), { id, ...change });

function world(standing: readonly DataCache[], script: Script = {}) {
  const there = new Map(standing.map((shown) => [shown.id, shown]));
  return new ScriptedEci({
    describe: ({ ids = [] }) => ids.flatMap((id) => there.get(id) ?? []),
    remove: ({ id }) => {
      there.delete(id);
      return undefined;
    },
    ...script,
  });
}

function taskOf(ids: readonly string[]) {
  const { plan, region, sourceRegion, source } = copyTask();
  return {
    plan,
    region,
    sourceRegion,
    patientUntil: START + 10 * MINUTE,
    copies: ids.map((id) => ({ id, source, generation: 0 })),
  };
}

const run = (eci: ScriptedEci, ids: readonly string[]) =>
  tryUntilDone(() => deletePrunableCopies({ eci })(taskOf(ids)));

describe('deleting prunable copies', () => {
  it('deletes by id, after a look', async () => {
    const eci = world([copy('edc-1'), copy('edc-2'), copy('edc-3')]);
    expect((await run(eci, ['edc-1', 'edc-2'])).result).toEqual({ kept: [] });
    expect(eci.deletes).toEqual([
      { region: 'cn-beijing', id: 'edc-1' },
      { region: 'cn-beijing', id: 'edc-2' },
    ]);
    expect(eci.looks.map(({ ids }) => ids)).toEqual([['edc-1'], ['edc-2']]);
  });

  it.each([
    ['no longer carries our tags', { tags: {} }, 'edc-1 is not a copy of this plan'],
    ['belongs to another plan', { plan: 'other' }, 'edc-1 is not a copy of this plan'],
    ['is another generation', { generation: 1 }, 'edc-1 is generation 1, not 0'],
  ])('keeps a copy that %s', async (_, change, reason) => {
    const eci = world([copy('edc-1', change), copy('edc-2')]);
    expect((await run(eci, ['edc-1', 'edc-2'])).result).toEqual({ kept: [{ id: 'edc-1', reason }] });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-2']);
  });

  it.each([
    ['no longer exists', []],
    ['is being deleted', [copy('edc-1', { status: 'Deleting' })]],
  ])('counts as deleted what %s, without a request', async (_, standing) => {
    const eci = world(standing);
    expect((await run(eci, ['edc-1'])).result).toEqual({ kept: [] });
    expect(eci.deletes).toEqual([]);
  });

  it('counts as deleted what no longer exists', async () => {
    const eci = world([copy('edc-1')], { remove: () => eciError('request', 'InvalidParameter.NotFound', 404) });
    expect((await run(eci, ['edc-1'])).result).toEqual({ kept: [] });
  });

  it.each(['account', 'region', 'request', 'source', 'capacity'] as const)(
    'keeps what the service refuses, family %s, with its message, and continues',
    async (family) => {
      const eci = world([copy('edc-1'), copy('edc-2')], {
        remove: ({ id }) => (id === 'edc-1' ? eciError(family) : undefined),
      });
      const { result, retries } = await run(eci, ['edc-1', 'edc-2']);
      expect(result).toEqual({ kept: [{ id: 'edc-1', reason: `${family}: the service said ${family}` }] });
      expect(retries).toEqual([]);
    },
  );

  it.each(['throttled', 'ambiguous'] as const)('resumes where it stopped after %s', async (family) => {
    let refusals = 0;
    const there = new Set(['edc-1', 'edc-2', 'edc-3']);
    const eci = new ScriptedEci({
      describe: ({ ids = [] }) => ids.filter((id) => there.has(id)).map((id) => copy(id)),
      remove: ({ id }) => {
        if (id === 'edc-2' && refusals++ === 0) return eciError(family);
        there.delete(id);
        return undefined;
      },
    });
    const { result, retries } = await run(eci, ['edc-1', 'edc-2', 'edc-3']);
    expect(result).toEqual({ kept: [] });
    expect(retries.map(({ code }) => code)).toEqual([family]);
    expect(eci.looks.map(({ ids }) => ids?.[0])).toEqual(['edc-1', 'edc-2', 'edc-2', 'edc-3']);
  });

  it('does not hold its region for ever, and says what is not known', async () => {
    const eci = world([copy('edc-1')], { remove: () => eciError('ambiguous', 'Timeout') });
    const { result } = await tryOnce(() => deletePrunableCopies({ eci })(taskOf(['edc-1'])), {
      at: START + 10 * MINUTE,
    });
    expect(result).toEqual({
      kept: [{ id: 'edc-1', reason: 'Timeout: the service said Timeout; it may be deleted' }],
    });
  });

  it('keeps the rest of the batch when it is cancelled', async () => {
    const environment = new MockActivityEnvironment();
    const eci = world([copy('edc-1'), copy('edc-2'), copy('edc-3')], {
      remove: () => {
        environment.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
        return undefined;
      },
    });
    const result = await environment.run(() => deletePrunableCopies({ eci })(taskOf(['edc-1', 'edc-2', 'edc-3'])));
    const reason = 'the prune was cancelled';
    expect(result).toEqual({
      kept: [
        { id: 'edc-2', reason },
        { id: 'edc-3', reason },
      ],
    });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-1']);
  });

  it('leaves the rest to another worker when its worker stops', async () => {
    const environment = new MockActivityEnvironment();
    const left: unknown[] = [];
    environment.on('heartbeat', (details) => left.push(structuredClone(details)));
    const eci = world([copy('edc-1'), copy('edc-2')], {
      remove: () => {
        environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
        return undefined;
      },
    });
    const deleting = environment.run(() => deletePrunableCopies({ eci })(taskOf(['edc-1', 'edc-2'])));
    await expect(deleting).rejects.toMatchObject({ type: 'WorkerStopped' });
    expect(left.at(-1)).toEqual({ done: 1, kept: [] });
  });
});
