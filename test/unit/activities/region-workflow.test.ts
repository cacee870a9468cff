import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { awaitRegion, latestExecution } from '../../../activities/region-workflow.js';
import { tryOnce } from './support/attempts.js';

type Status = 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'TERMINATED';

interface Known {
  readonly status: Status;
  readonly parent?: { readonly workflowId: string; readonly runId: string };
  readonly isCancelled?: true;
}

const REGION = 'replicate-x/cn-beijing';
const PARENT = { workflowId: 'replicate-x', runId: 'run-1' };

/** Knows these workflows, by id or by id and run, and what was cancelled. */
function server(workflows: Readonly<Record<string, Known>>) {
  const cancelled: string[] = [];
  const getHandle = (workflowId: string, runId?: string) => ({
    describe: async () => {
      const known = workflows[runId === undefined ? workflowId : `${workflowId} ${runId}`];
      if (known === undefined) throw new WorkflowNotFoundError('not found', workflowId, runId);
      return {
        status: { name: known.status },
        workflowId,
        runId: 'region-run',
        parentExecution: known.parent,
        raw: { workflowExtendedInfo: { cancelRequested: known.isCancelled === true } },
      };
    },
    cancel: async () => {
      cancelled.push(`${workflowId} ${runId}`);
    },
  });
  return { temporal: { workflow: { getHandle } } as unknown as Client, cancelled };
}

describe('waiting for a region to be free', () => {
  it.each([
    ['no workflow ever had its id', {}],
    ['the last workflow has ended', { [REGION]: { status: 'COMPLETED', parent: PARENT } }],
  ] as const)('ends immediately if %s', async (_, workflows) => {
    const { temporal, cancelled } = server(workflows);
    const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
    expect([retry, cancelled]).toEqual([undefined, []]);
  });

  it('waits for a region whose run is under way, and leaves it alone', async () => {
    const { temporal, cancelled } = server({
      [REGION]: { status: 'RUNNING', parent: PARENT },
      'replicate-x run-1': { status: 'RUNNING' },
    });
    const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
    expect(retry).toEqual({
      code: 'RegionBusy',
      message: 'replicate-x/cn-beijing is still running for replicate-x',
      delayMs: 5000,
    });
    expect(cancelled).toEqual([]);
  });

  it.each([
    ['was terminated', { 'replicate-x run-1': { status: 'TERMINATED' } }],
    ['is no longer known', {}],
    ['was reset, and continues as another run', { 'replicate-x': { status: 'RUNNING' } }],
  ] as const)(
    'cancels the region’s workflow if the run that started it %s, and waits for its end',
    async (_, parents) => {
      const { temporal, cancelled } = server({ [REGION]: { status: 'RUNNING', parent: PARENT }, ...parents });
      const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
      expect(retry).toMatchObject({ code: 'RegionBusy' });
      expect(cancelled).toEqual([`${REGION} region-run`]);
    },
  );

  it.each([
    ['it is paused', 'PAUSED', 'RUNNING'],
    ['its run is paused', 'RUNNING', 'PAUSED'],
  ] as const)('waits for a region and leaves it alone while %s', async (_, region, run) => {
    const { temporal, cancelled } = server({
      [REGION]: { status: region, parent: PARENT },
      'replicate-x run-1': { status: run },
    });
    const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
    expect(retry).toMatchObject({ code: 'RegionBusy' });
    expect(cancelled).toEqual([]);
  });

  it('waits for a workflow that has no parent, and leaves it alone', async () => {
    const { temporal, cancelled } = server({ [REGION]: { status: 'RUNNING' } });
    const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
    expect(retry).toMatchObject({ message: 'replicate-x/cn-beijing is still running and no run started it' });
    expect(cancelled).toEqual([]);
  });

  it('waits for a prune that holds the region, and leaves it alone', async () => {
    const { temporal, cancelled } = server({
      [REGION]: { status: 'RUNNING', parent: { workflowId: 'prune-x', runId: 'prune-1' } },
      'prune-x prune-1': { status: 'RUNNING' },
    });
    const { retry } = await tryOnce(() => awaitRegion({ temporal })(REGION));
    expect(retry).toMatchObject({ message: 'replicate-x/cn-beijing is still running for prune-x' });
    expect(cancelled).toEqual([]);
  });
});

describe('the latest execution of a region', () => {
  const LATEST = { isFree: true, previous: { workflowId: REGION, runId: 'region-run' } };

  it('is the one that the server describes once it has ended; none if it keeps none', async () => {
    const { temporal } = server({ [REGION]: { status: 'TERMINATED' } });
    expect(await latestExecution({ temporal })(REGION)).toEqual(LATEST);
    expect(await latestExecution({ temporal: server({}).temporal })(REGION)).toEqual({ isFree: true });
  });

  it('is not known while a workflow has the region, whose end has to be awaited', async () => {
    const { temporal } = server({ [REGION]: { status: 'RUNNING' } });
    expect(await latestExecution({ temporal })(REGION)).toEqual({ isFree: false });
  });

  const ended = { status: 'COMPLETED', parent: PARENT } as const;

  it('is awaited until its cancelled run has ended, which may still delete what was requested there', async () => {
    const { temporal } = server({ [REGION]: ended, 'replicate-x run-1': { status: 'RUNNING', isCancelled: true } });
    const { retry } = await tryOnce(() => latestExecution({ temporal })(REGION));
    expect(retry).toEqual({
      code: 'RegionBusy',
      message: 'replicate-x was cancelled and has not ended',
      delayMs: 5000,
    });
  });

  it.each([
    ['goes on with other regions', { status: 'RUNNING' }],
    ['has ended after its cancellation', { status: 'TERMINATED', isCancelled: true }],
  ] as const)('is not awaited if its run %s', async (_, run) => {
    const { temporal } = server({ [REGION]: ended, 'replicate-x run-1': run });
    expect(await latestExecution({ temporal })(REGION)).toEqual(LATEST);
  });
});
