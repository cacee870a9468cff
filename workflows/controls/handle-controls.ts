import { ApplicationFailure, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import {
  CONTROL_EXAMPLES,
  type ControlInput,
  type ControlName,
  controlTarget,
  whoAndWhy,
} from '../../src/controls/controls.js';
import {
  approveWaveUpdate,
  deleteOnCancelUpdate,
  pauseUpdate,
  resumeUpdate,
  retryFailedUpdate,
  setMaxInFlightUpdate,
  skipUpdate,
} from '../messages.js';
import { deliver } from '../run/deliver.js';
import type { Run } from '../run/run.js';
import { controlRefusal, historyRefusal } from './control-refusal.js';

/** By these, regions that have ended are taken up again. */
const TAKES_UP: ReadonlySet<ControlName> = new Set(['retryFailed', 'skip']);

/** The run's updates: each is checked, noted with who and why, told to the regions, and answered with what comes of it. */
export function handleControls(run: Run): void {
  const { state } = run;

  on(pauseUpdate, 'pause', 'Ask for no more copies until resumed; those under way are watched on', async (input) => {
    await run.pause(input);
    return 'Paused: no copy is asked for any more; a call under way may take 10 s. Those under way are watched on. Send `resume` to go on.';
  });
  on(resumeUpdate, 'resume', 'End a pause', async () => {
    await run.resume();
    return 'Resumed: copies are asked for again.';
  });
  on(retryFailedUpdate, 'retryFailed', 'Ask again for copies that failed or conflict', async (input) => {
    const { source } = input;
    await deliver(run, regionsOf(input), { kind: 'retryFailed', ...(source === undefined ? {} : { source }) });
    return `Copies that failed or conflict${concerning(input)} are looked at anew, and asked for again. Regions that never started are left out.`;
  });
  on(skipUpdate, 'skip', 'Leave out the copies of a source, of a region, or one copy', async (input) => {
    const { source } = input;
    const words = whoAndWhy(input);
    const reason = words === '' ? 'left out on request' : `left out on request of ${words}`;
    await deliver(run, regionsOf(input), { kind: 'skip', reason, ...(source === undefined ? {} : { source }) });
    return `Copies${concerning(input)} that are not ready are left out. One that is under way in the cloud stays there.`;
  });
  on(setMaxInFlightUpdate, 'setMaxInFlight', 'How many copies may be under way in a region', async (input) => {
    const { maxInFlight = 1 } = input;
    await deliver(run, regionsOf(input), { kind: 'setMaxInFlight', maxInFlight });
    return `At most ${maxInFlight} copies are under way in ${input.region ?? 'each region'} from now on; those under way are not ended.`;
  });
  on(approveWaveUpdate, 'approveWave', 'Let the wave begin that waits for approval', async ({ wave = 0 }) => {
    state.approval = undefined;
    return `Wave ${wave} begins.`;
  });
  on(deleteOnCancelUpdate, 'deleteOnCancel', 'Delete what this run requested when it is cancelled', async () => {
    state.deleteOnCancel = true;
    return 'When this run is cancelled, the copies that it requested are deleted. Cancel it now.';
  });

  function regionsOf({ region }: ControlInput): readonly string[] {
    return region === undefined ? state.targets : [region];
  }

  function on(
    update: typeof pauseUpdate,
    control: ControlName,
    description: string,
    act: (input: ControlInput) => Promise<string>,
  ): void {
    setHandler(
      update,
      async (input) => {
        note(run, control, input ?? {});
        const answer = await act(input ?? {});
        run.show();
        return answer;
      },
      {
        description: `${description}: ${CONTROL_EXAMPLES[control]}`,
        validator: (input) => {
          const growth = state.bytesToCome(TAKES_UP.has(control) ? regionsOf(input ?? {}) : []);
          const refusal = controlRefusal(run, control, input) ?? historyRefusal(control, workflowInfo(), growth);
          if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, 'ControlRefused');
        },
      },
    );
  }
}

function concerning(input: ControlInput): string {
  const target = controlTarget(input);
  return target === undefined ? '' : ` (${target})`;
}

/** In the memo it can be read when the run has ended and no worker is there. */
function note({ state }: Run, control: ControlName, input: ControlInput): void {
  const { by, reason } = input;
  const target = controlTarget(input);
  state.noteControl({
    at: Date.now(),
    control,
    ...(target === undefined ? {} : { target }),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  });
  upsertMemo({ controls: state.controls });
}
