import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROL_EXAMPLES, type ControlInput, CONTROLS } from '../../../src/controls/controls.js';
import { controlRefusal, historyRefusal } from '../../../workflows/controls/control-refusal.js';
import { RunState } from '../../../workflows/run/run-state.js';
import { planOf } from '../plan/sample-plan.js';

function openRun() {
  const state = new RunState({ plan: planOf({ targets: [{ region: 'cn-beijing' }] }), digest: 'd1gest' }, 0);
  return { state, cancelled: false };
}

describe('what a run refuses', () => {
  it('is told as a sentence, whatever is sent: an error would end the update without one', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom('source', 'region', 'wave', 'by'), fc.anything()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...CONTROLS), anything, (control, input) => {
        const refusal = controlRefusal(openRun(), control, input as ControlInput);
        expect(refusal ?? 'It is done.').toMatch(/[.?]$/);
      }),
      { numRuns: 300 },
    );
  });

  it('is everything, once the run is ending', () => {
    const cancelled = { ...openRun(), cancelled: true };
    const stopped = openRun();
    stopped.state.stop = { code: 'DeadlineExceeded', reason: "the run's deadline has passed", immediately: true };
    const ended = openRun();
    ended.state.outcome = 'partial';
    for (const control of CONTROLS) {
      const input = JSON.parse(CONTROL_EXAMPLES[control]) as ControlInput;
      expect(controlRefusal(cancelled, control, input)).toMatch(/was cancelled/);
      expect(controlRefusal(stopped, control, input)).toMatch(/deadline has passed/);
      expect(controlRefusal(ended, control, input)).toMatch(/ended partial/);
    }
  });

  it('is a source that the plan has not, once its sources are known, and not before', () => {
    const run = openRun();
    const skip = () => controlRefusal(run, 'skip', { source: 'edc-9' });
    expect(skip()).toBeUndefined();
    run.state.resolved(['edc-1'], []);
    expect(skip()).toMatch(/^edc-9 is no source/);
  });

  it('is a wave that does not wait', () => {
    const run = openRun();
    expect(controlRefusal(run, 'approveWave', { wave: 2 })).toMatch(/^There is no wave 2/);
    run.state.approval = { wave: 1, regions: ['cn-beijing'], since: '', until: '' };
    expect(controlRefusal(run, 'approveWave', { wave: 1 })).toBeUndefined();
  });

  it.each(['by', 'reason'])('is a `%s` that is too long, however much of it is blank: it is kept', (key) => {
    const pause = (value: string) => controlRefusal(openRun(), 'pause', { [key]: value });
    expect(pause('ada')).toBeUndefined();
    expect(pause(`ada${' '.repeat(300)}`)).toMatch(/^The input is wrong/);
    expect(pause('   ')).toMatch(/^The input is wrong/);
  });

  it('is all but what brings it to its end, when its history is nearly full', () => {
    const full = { historyLength: 45_000, historySize: 1_000 };
    const refused = CONTROLS.filter((control) => historyRefusal(control, full, 0) !== undefined);
    expect(refused).toEqual(['pause', 'retryFailed', 'skip', 'setMaxInFlight']);
    expect(historyRefusal('pause', { historyLength: 1_000, historySize: 48_000_000 }, 0)).toMatch(/nearly full/);
    expect(historyRefusal('pause', { historyLength: 1_000, historySize: 1_000_000 }, 0)).toBeUndefined();
    expect(historyRefusal('retryFailed', { historyLength: 1_000, historySize: 30_000_000 }, 20_000_000)).toMatch(
      /no room/,
    );
  });
});
