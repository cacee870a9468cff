import { describe, expect, it } from 'vitest';
import type { RegionControl } from '../../../src/controls/region-control.js';
import { allOf } from '../../../src/copies/counts.js';
import { RegionHandle } from '../../../workflows/run/region-handle.js';

const REGION = 'cn-beijing';
const WORKFLOW = { workflowId: 'replicate-sample/cn-beijing', runId: 'run-1' };
const PAUSE = { kind: 'pause', reason: 'on request' } as const;
const RESUME = { kind: 'resume' } as const;
const RETRY = { kind: 'retryFailed' } as const;
const skip = (source?: string) => ({
  kind: 'skip' as const,
  reason: 'on request',
  ...(source === undefined ? {} : { source }),
});
const window = (maxInFlight: number) => ({ kind: 'setMaxInFlight' as const, maxInFlight });

const openRegion = () => new RegionHandle(REGION, true, 2, 0);

/** A workflow that receives controls with the given function. */
function channel(control: (control: RegionControl) => Promise<void>) {
  return { stop: () => Promise.resolve(), control };
}

/** Starts a workflow, which receives controls as signals. */
async function startWith(region: RegionHandle, received: RegionControl[]): Promise<readonly RegionControl[]> {
  const initial = await region.start((controls) => Promise.resolve(controls));
  region.started(
    WORKFLOW,
    channel(async (control) => void received.push(control)),
  );
  return initial;
}

describe('a region under way', () => {
  it('receives the controls in the order in which they were sent, each once', async () => {
    const region = openRegion();
    const received: RegionControl[] = [];
    await startWith(region, received);
    await Promise.all([region.send(PAUSE), region.send(RESUME), region.send(window(2))]);
    expect(received).toEqual([PAUSE, RESUME, window(2)]);
    await region.send(RETRY);
    expect(received.slice(3)).toEqual([RETRY]);
  });

  it('receives a control as input if its workflow is started again while the signal is on its way', async () => {
    const region = openRegion();
    region.open();
    region.prepare();
    let arrive = () => {};
    region.started(
      WORKFLOW,
      channel(() => new Promise((resolve) => (arrive = resolve))),
    );
    const sending = region.send(PAUSE);
    await Promise.resolve();
    region.prepare();
    expect(await region.start((controls) => Promise.resolve(controls))).toEqual([PAUSE]);
    arrive();
    await sending;
    const received: RegionControl[] = [];
    region.started(
      WORKFLOW,
      channel(async (control) => void received.push(control)),
    );
    await region.send(RESUME);
    expect(received).toEqual([RESUME]);
  });

  it('receives again what was sent to a workflow that was lost', async () => {
    const region = openRegion();
    region.open();
    region.prepare();
    const lost: RegionControl[] = [];
    await startWith(region, lost);
    await region.send(RETRY);
    region.prepare();
    expect([lost, await startWith(region, [])]).toEqual([[RETRY], [RETRY]]);
  });
});

describe('a region that has not started', () => {
  it('receives the controls with its input', async () => {
    const region = openRegion();
    await region.send(PAUSE);
    const received: RegionControl[] = [];
    expect(await startWith(region, received)).toEqual([PAUSE]);
    await region.send(RESUME);
    expect(received).toEqual([RESUME]);
  });

  it('receives as signals the controls that were sent while it started', async () => {
    const region = openRegion();
    const received: RegionControl[] = [];
    const starting = region.start(async (controls) => {
      await region.send(PAUSE);
      return controls;
    });
    expect(await starting).toEqual([]);
    region.started(
      WORKFLOW,
      channel(async (control) => void received.push(control)),
    );
    await region.send(RESUME);
    expect(received).toEqual([PAUSE, RESUME]);
  });

  it('is not started by a control: its wave may wait for approval, or was not approved', async () => {
    const region = openRegion();
    await region.send(RETRY);
    expect(region.needsReopening).toBe(false);
    region.lose({ code: 'NotApproved', reason: 'nobody approved it' }, 'failed', 0);
    expect(region.needsReopening).toBe(false);
    expect(await startWith(region, [])).toEqual([RETRY]);
  });
});

describe('a region that has ended', () => {
  function endedRegion(outcome: Parameters<typeof allOf>[0]): RegionHandle {
    const region = openRegion();
    region.open();
    region.started(WORKFLOW);
    region.end(allOf(outcome, 2), 1_000, 0);
    region.disconnect();
    return region;
  }

  it.each([
    ['failed', RETRY, true],
    ['conflict', RETRY, true],
    ['ready', RETRY, false],
    ['skipped', RETRY, false],
    ['failed', skip(), true],
    ['ready', skip(), false],
    ['failed', PAUSE, false],
  ] as const)(
    'with copies that are %s is started again only by a control for them',
    async (counts, control, reopens) => {
      const region = endedRegion(counts);
      await region.send(control);
      expect(region.needsReopening).toBe(reopens);
    },
  );

  it('ignores a report that arrives late', () => {
    const region = endedRegion('ready');
    region.report({ region: REGION, phase: 'copying', counts: allOf('pending', 2) }, 0);
    expect(region.progress).toEqual({ region: REGION, phase: 'ended', counts: allOf('ready', 2) });
  });

  it('keeps its result if it cannot be started again, and no control tries once more', async () => {
    const region = endedRegion('failed');
    await region.send(RETRY);
    expect(region.open()).toEqual(WORKFLOW);
    region.prepare();
    expect(region.progress.phase).toBe('not started');
    region.restore();
    expect(region.progress).toMatchObject({ phase: 'ended', counts: { failed: 2 } });
    expect([region.workflow, region.needsReopening]).toEqual([WORKFLOW, false]);
  });
});
