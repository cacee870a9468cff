import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../../src/controls/control-usage.js';
import { controlOf } from '../../../src/controls/controls.js';
import { allOf } from '../../../src/copies/counts.js';
import { controlRefusal, historyRefusal } from '../../../workflows/controls/handle-controls.js';
import { RunState } from '../../../workflows/run/run-state.js';
import { planOf } from '../plan/sample-plan.js';

function openRun() {
  return new RunState({ plan: planOf({ targets: [{ region: 'cn-beijing' }] }), digest: 'd1gest' }, 0);
}

describe('a run refuses', () => {
  it('with a sentence, whatever is sent: an error would end the update without one', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom('source', 'region', 'wave', 'by'), fc.anything()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...CONTROLS), anything, (control, input) => {
        const refusal = controlRefusal(openRun(), control, input);
        expect(refusal ?? 'Applied.').toMatch(/[.?]$/);
      }),
      { numRuns: 300 },
    );
  });

  it('every control once it is ending', () => {
    const cancelled = openRun();
    cancelled.cancel();
    const stopped = openRun();
    stopped.halt({ code: 'DeadlineExceeded', reason: "the run's deadline has passed", immediately: true });
    const ended = openRun();
    ended.end('partial');
    for (const control of CONTROLS) {
      const input = controlOf(control).example;
      expect(controlRefusal(cancelled, control, input)).toMatch(/was cancelled/);
      expect(controlRefusal(stopped, control, input)).toMatch(/deadline has passed/);
      expect(controlRefusal(ended, control, input)).toMatch(/its outcome is partial/);
    }
  });

  it('a source that is not in the plan, but only once the sources are known', () => {
    const run = openRun();
    const skip = () => controlRefusal(run, 'skip', { source: 'edc-9' });
    expect(skip()).toBeUndefined();
    run.resolved({ sources: ['edc-1'], selected: [], keepsPaths: true });
    expect(skip()).toMatch(/^edc-9 is not a source/);
  });

  it('no region or source of the run, however it is written', () => {
    const run = openRun();
    run.resolved({ sources: ['edc-1'], selected: [], keepsPaths: true });
    expect(controlRefusal(run, 'skip', { region: 'CN-Beijing', source: 'EDC-1' })).toBeUndefined();
    expect(controlRefusal(run, 'skip', { region: 'cn-beijing2' })).toMatch(/^cn-beijing2 is not a target/);
  });

  it('to approve a wave that does not wait', () => {
    const run = openRun();
    expect(controlRefusal(run, 'approveWave', { wave: 2 })).toMatch(/^There is no wave 2/);
    run.awaitApproval({ wave: 1, regions: ['cn-beijing'], since: '', until: '' });
    expect(controlRefusal(run, 'approveWave', { wave: 1 })).toBeUndefined();
  });

  it.each(['by', 'reason'])('a `%s` that is too long, even if most of it is blank: it is kept', (key) => {
    const pause = (value: string) => controlRefusal(openRun(), 'pause', { [key]: value });
    expect(pause('ada')).toBeUndefined();
    expect(pause(`ada${' '.repeat(300)}`)).toMatch(/^The input is not valid/);
    expect(pause('   ')).toMatch(/^The input is not valid/);
  });

  it('all but the controls that end it when its history is nearly full', () => {
    const run = openRun();
    const full = { historyLength: 45_000, historySize: 1_000 };
    const refused = CONTROLS.filter((control) => historyRefusal(run, control, {}, full) !== undefined);
    expect(refused).toEqual(['pause', 'retryFailed', 'skip', 'setMaxInFlight']);
    expect(historyRefusal(run, 'pause', {}, { historyLength: 1_000, historySize: 48_000_000 })).toMatch(/nearly full/);
    expect(historyRefusal(run, 'pause', {}, { historyLength: 1_000, historySize: 1_000_000 })).toBeUndefined();
  });

  it('a control that would fill its history by starting regions again', () => {
    const run = openRun();
    const handle = run.region('cn-beijing');
    handle.started({ workflowId: 'replicate-sample/cn-beijing', runId: 'run-1' });
    handle.end(allOf('failed', 1), 10_000_000, 0);
    const large = { historyLength: 1_000, historySize: 30_000_000 };
    expect(historyRefusal(run, 'retryFailed', {}, large)).toMatch(/no room/);
    expect(historyRefusal(run, 'retryFailed', { region: 'cn-beijing' }, large)).toMatch(/no room/);
    expect(historyRefusal(run, 'pause', {}, large)).toBeUndefined();
  });
});
