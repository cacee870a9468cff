import { describe, expect, it } from 'vitest';
import { replicationOutcome, replicationPlan } from '../../../src/search-attributes/keys.js';
import { type FakeRun, FakeTemporal } from '../client/support/fake-temporal.js';
import { commandLine } from './support/command-line.js';

const UNKNOWN = { plan: null, outcome: null };

async function listed(status: FakeRun['status'], outcome?: string) {
  const temporal = new FakeTemporal();
  const searchAttributes = [
    { key: replicationPlan, value: 'weights' },
    ...(outcome === undefined ? [] : [{ key: replicationOutcome, value: outcome }]),
  ];
  temporal.add({ workflowId: 'replicate-weights', status, ...(outcome === undefined ? {} : { searchAttributes }) });
  const { stdout } = await commandLine(['list', '--output', 'json'], { temporal });
  const [run] = JSON.parse(stdout) as { plan: string | null; outcome: string | null }[];
  const text = (await commandLine(['list'], { temporal })).stdout;
  return { run, text };
}

describe('list', () => {
  it.each([
    ['COMPLETED', 'partial'],
    ['COMPLETED', 'ready'],
    ['FAILED', 'failed'],
    ['RUNNING', 'running'],
  ] as const)('shows the outcome of a %s run: %s', async (status, outcome) => {
    const { run, text } = await listed(status, outcome);
    expect(run).toMatchObject({ plan: 'weights', outcome });
    expect(text).toMatch(new RegExp(`replicate-weights +${status.toLowerCase()} +${outcome} +2026`));
  });

  it('does not say that a terminated run is running', async () => {
    expect((await listed('TERMINATED', 'running')).run).toMatchObject({ plan: 'weights', outcome: null });
  });

  it('shows no outcome if the namespace has no search attributes', async () => {
    const { run, text } = await listed('COMPLETED');
    expect(run).toMatchObject(UNKNOWN);
    expect(text).toMatch(/replicate-weights +completed +2026/);
  });
});
