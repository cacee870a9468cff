import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { findRunUnderWay } from '../../../activities/find-run-under-way.js';

interface Known {
  readonly type?: string;
  readonly status?: 'RUNNING' | 'PAUSED' | 'COMPLETED';
  /** What the server's list says, which lags; default: the status. */
  readonly listed?: 'RUNNING' | 'PAUSED' | 'COMPLETED';
  /** Of the one that is still listed; default: the type. */
  readonly listedType?: string;
}

/** A server that knows these workflows by id, and filters its list as it is asked. */
function server(workflows: Readonly<Record<string, Known>>): Client {
  const describeOne = async (workflowId: string) => {
    const known = workflows[workflowId];
    if (known === undefined) throw new WorkflowNotFoundError('not found', workflowId, undefined);
    return { type: known.type ?? 'replicate', status: { name: known.status ?? 'RUNNING' } };
  };
  async function* list({ query }: { query: string }) {
    const [, type, prefix = ''] =
      /^WorkflowType = "(\w+)" AND CloseTime IS NULL AND WorkflowId STARTS_WITH "(.+)"$/.exec(query) ?? [];
    for (const [workflowId, known] of Object.entries(workflows)) {
      const open = (known.listed ?? known.status ?? 'RUNNING') !== 'COMPLETED';
      if (open && (known.listedType ?? known.type ?? 'replicate') === type && workflowId.startsWith(prefix))
        yield { workflowId };
    }
  }
  const getHandle = (workflowId: string) => ({ describe: () => describeOne(workflowId) });
  return { workflow: { getHandle, list } } as unknown as Client;
}

const find = (workflows: Readonly<Record<string, Known>>) => findRunUnderWay({ temporal: server(workflows) })('x');

describe('the run of a plan that is under way', () => {
  it.each([
    ['by hand', 'replicate-x', {}],
    ['by hand, and paused by an operator', 'replicate-x', { status: 'PAUSED' }],
    ['by a schedule', 'replicate-x-2026-11-02T10:00:00Z', {}],
    ['by a schedule, and paused by an operator', 'replicate-x-2026-11-02T10:00:00Z', { status: 'PAUSED' }],
    ['under an id of its own, through its region', 'replicate-x/cn-beijing', { type: 'replicateRegion' }],
  ] as const)('is found when it was started %s', async (_, id, known) => {
    expect(await find({ 'replicate-y': {}, [id]: known })).toBe(id);
  });

  it.each([
    ['there is none', {}],
    ['it has ended', { 'replicate-x': { status: 'COMPLETED' } }],
    [
      'it has just ended, and is still listed',
      { 'replicate-x/cn-beijing': { type: 'replicateRegion', status: 'COMPLETED', listed: 'RUNNING' } },
    ],
    [
      'it has just ended, is still listed, and a prune holds its region',
      { 'replicate-x/cn-beijing': { type: 'pruneRegion', listedType: 'replicateRegion' } },
    ],
    [
      'it belongs to another plan whose name starts the same',
      { 'replicate-x-2': {}, 'replicate-xy/cn-beijing': { type: 'replicateRegion' } },
    ],
    ['it is the prune itself', { 'prune-x': { type: 'prune' }, 'replicate-x/cn-beijing': { type: 'pruneRegion' } }],
  ] as const)('is not found when %s', async (_, workflows) => {
    expect(await find(workflows)).toBeNull();
  });
});
