import { describe, expect, it } from 'vitest';
import type { RegionControl } from '../../../src/controls/region-control.js';
import { allOf } from '../../../src/copies/counts.js';
import { controlsToBeginWith } from '../../../workflows/run/controls-to-begin-with.js';
import { deliver, deliverTo, regionsToTakeUp } from '../../../workflows/run/deliver.js';
import { RunState } from '../../../workflows/run/run-state.js';
import { planOf } from '../plan/sample-plan.js';

const REGION = 'cn-beijing';
const PAUSE = { kind: 'pause', reason: 'on request' } as const;
const RESUME = { kind: 'resume' } as const;
const RETRY = { kind: 'retryFailed' } as const;
const skip = (source?: string) => ({
  kind: 'skip' as const,
  reason: 'on request',
  ...(source === undefined ? {} : { source }),
});
const window = (maxInFlight: number) => ({ kind: 'setMaxInFlight' as const, maxInFlight });

function openRun() {
  const run = { state: new RunState({ plan: planOf({ targets: [{ region: REGION }] }), digest: 'd1gest' }, 0) };
  return { run, view: run.state.view(REGION), tell: (control: RegionControl) => deliver(run, [REGION], control) };
}

describe('a region that begins', () => {
  const begins = (controls: RegionControl[], told = 0) => controlsToBeginWith({ controls, told });

  it('is told what holds, and not how it came to that', () => {
    expect(begins([PAUSE, RESUME, window(3), PAUSE, window(5)])).toEqual([PAUSE, window(5)]);
    expect(begins([PAUSE, RESUME])).toEqual([]);
    expect(begins(Array.from({ length: 1_000 }, (_, n) => (n % 2 === 0 ? PAUSE : RESUME)))).toEqual([]);
  });

  it('is told once of each copy that is left out, also when an earlier workflow of it knew: its records may be lost', () => {
    const controls = [skip('edc-1'), skip('edc-1'), RETRY, skip('edc-2'), skip(), skip('edc-3')];
    expect(begins(controls, 6)).toEqual([skip('edc-1'), skip('edc-2'), skip()]);
  });

  it('asks again only for what no workflow of it was asked for', () => {
    expect(begins([RETRY, RETRY], 1)).toEqual([RETRY]);
  });
});

describe('what a region under way is told', () => {
  it('comes in the order in which it was said, each once', async () => {
    const { view, tell } = openRun();
    const heard: RegionControl[] = [];
    view.control = async (control) => void heard.push(control);
    await Promise.all([tell(PAUSE), tell(RESUME), tell(window(2))]);
    expect([heard, view.told]).toEqual([[PAUSE, RESUME, window(2)], 3]);
  });

  it('is said again to one that had ended by then, and nothing after it is passed over', async () => {
    const { view, tell } = openRun();
    let arrive = () => {};
    view.control = () => new Promise((resolve) => (arrive = resolve));
    const telling = tell(PAUSE);
    await Promise.resolve();
    // Started once more with all that was said, while the word to its predecessor was on its way.
    view.told = 1;
    const heard: RegionControl[] = [];
    arrive();
    await telling;
    view.control = async (control) => void heard.push(control);
    await tell(RESUME);
    expect(heard).toEqual([RESUME]);
  });

  it('waits for a region that has not started', async () => {
    const { view, tell } = openRun();
    await tell(PAUSE);
    expect(view.told).toBe(0);
    const heard: RegionControl[] = [];
    view.control = async (control) => void heard.push(control);
    await deliverTo(view, REGION);
    expect(heard).toEqual([PAUSE]);
  });
});

describe('a region that has ended', () => {
  const ended = (counts: Parameters<typeof allOf>[0]) => {
    const opened = openRun();
    opened.view.workflow = { workflowId: 'replicate-sample/cn-beijing', runId: 'run-1' };
    opened.view.progress = { region: REGION, phase: 'ended', counts: allOf(counts, 2) };
    return opened;
  };

  it.each([
    ['failed', RETRY, [REGION]],
    ['conflict', RETRY, [REGION]],
    ['ready', RETRY, []],
    ['skipped', RETRY, []],
    ['failed', skip(), [REGION]],
    ['ready', skip(), []],
    ['failed', PAUSE, []],
  ] as const)(
    'with copies that are %s is taken up again only for what concerns them',
    async (counts, control, taken) => {
      const { run, tell } = ended(counts);
      await tell(control);
      expect(regionsToTakeUp(run.state)).toEqual(taken);
    },
  );

  it('is not taken up when it never started: its wave may wait for approval, or was not approved', async () => {
    const { run, view, tell } = openRun();
    await tell(RETRY);
    expect(regionsToTakeUp(run.state)).toEqual([]);
    run.state.lost(REGION, { code: 'NotApproved', reason: 'nobody did' }, 'failed', 0);
    expect([regionsToTakeUp(run.state), view.told]).toEqual([[], 0]);
  });
});
