import { describe, expect, it } from 'vitest';
import { latestRun } from '../../../src/executions/latest-run.js';
import { type FakeRun, FakeTemporal } from '../client/support/fake-temporal.js';

const workflowId = 'replicate-weights/cn-beijing';

async function latestOf(...runs: readonly Partial<FakeRun>[]): Promise<string | undefined> {
  const temporal = new FakeTemporal();
  for (const run of runs) temporal.add({ workflowId, status: 'COMPLETED', ...run });
  return (await latestRun(temporal.client, { workflowId, runId: 'run-1' }))?.runId;
}

describe('what a recorded execution has become', () => {
  it('is itself if nothing followed', async () => {
    expect(await latestOf({})).toBe('run-1');
  });

  it('is the run that it continued as', async () => {
    expect(await latestOf({ status: 'CONTINUED_AS_NEW' }, { firstRunId: 'run-1', status: 'RUNNING' })).toBe('run-2');
  });

  it('is the run that a reset started', async () => {
    const reset = { status: 'TERMINATED', resetRunId: 'run-2' } as const;
    expect(await latestOf(reset, { firstRunId: 'run-1' })).toBe('run-2');
  });

  it('is never the run of a workflow that was started later', async () => {
    expect(await latestOf({}, {})).toBe('run-1');
    expect(await latestOf({ status: 'TERMINATED' }, { status: 'RUNNING' })).toBe('run-1');
  });

  it('is found step by step if a workflow was started later', async () => {
    const continued = { status: 'CONTINUED_AS_NEW', continuedAs: 'run-2' } as const;
    const reset = { status: 'TERMINATED', resetRunId: 'run-3', firstRunId: 'run-1' } as const;
    expect(await latestOf(continued, reset, { firstRunId: 'run-1' }, {})).toBe('run-3');
  });

  it('is the last that the server still keeps', async () => {
    expect(await latestOf({ status: 'TERMINATED', resetRunId: 'run-9' }, {})).toBe('run-1');
    const temporal = new FakeTemporal();
    expect(await latestRun(temporal.client, { workflowId, runId: 'run-1' })).toBeUndefined();
  });
});
