import { type ControlInput, controlInputProblem, type ControlName } from '../../src/controls/controls.js';
import type { Run } from '../run/run.js';

type Steered = Pick<Run, 'state' | 'cancelled'>;

/** Temporal terminates a run at 51,200 events or 50 MiB of history, and each control costs some for every region. */
const MAX_EVENTS = 40_000;
const MAX_BYTES = 45 * 1024 * 1024;
/** Without these, a run could not be brought to its end. */
const ALWAYS: ReadonlySet<ControlName> = new Set(['resume', 'approveWave', 'deleteOnCancel']);

/**
 * Why a run whose history is nearly full takes no more controls; `undefined`: it does.
 *
 * @param growth bytes that it is still to hold, with what the control brings, see `bytesToCome`.
 */
export function historyRefusal(
  control: ControlName,
  { historyLength, historySize }: { readonly historyLength: number; readonly historySize: number },
  growth: number,
): string | undefined {
  if (ALWAYS.has(control) || (historyLength < MAX_EVENTS && historySize + growth < MAX_BYTES)) return undefined;
  return 'The history of this run is nearly full, and has no room left for that. Cancel it, and run the plan again: what is ready is adopted.';
}

/** Why the run does not do what an update asks for, as a sentence; `undefined`: it does. Changes nothing. */
export function controlRefusal(
  run: Steered,
  control: ControlName,
  input: ControlInput | undefined,
): string | undefined {
  const wrong = controlInputProblem(control, input);
  if (wrong !== undefined) return wrong;
  return ending(run) ?? unknownPlace(run, input ?? {}) ?? refusalOf(run, control, input ?? {});
}

function ending({ state, cancelled }: Steered): string | undefined {
  const again = 'Run the plan again: what is ready is adopted.';
  if (cancelled) return `The run was cancelled and is ending. ${again}`;
  if (state.outcome !== 'running') return `The run has ended ${state.outcome}. ${again}`;
  if (state.stop !== undefined) return `The run is ending: ${state.stop.reason}. ${again}`;
  return undefined;
}

function unknownPlace({ state }: Steered, { region, source }: ControlInput): string | undefined {
  if (region !== undefined && !state.targets.includes(region)) {
    return `${region} is no target of this run; its targets are ${state.targets.join(', ')}.`;
  }
  if (source !== undefined && state.sources !== undefined && !state.sources.has(source)) {
    return `${source} is no source of this run; the query \`copies\` of a region's workflow lists them.`;
  }
  return undefined;
}

function refusalOf(run: Steered, control: ControlName, input: ControlInput): string | undefined {
  const { state } = run;
  switch (control) {
    case 'pause':
      return state.paused === undefined ? undefined : `The run is paused already, since ${state.paused.since}.`;
    case 'resume':
      return state.paused === undefined ? 'The run is not paused.' : undefined;
    case 'skip':
      if (input.source !== undefined || input.region !== undefined) return undefined;
      return 'Say what to skip: a `source`, a `region`, or both for one copy. To end the whole run, cancel it.';
    case 'approveWave':
      return wrongWave(run, input.wave ?? 0);
    case 'retryFailed':
    case 'setMaxInFlight':
    case 'deleteOnCancel':
      return undefined;
  }
}

function wrongWave({ state }: Steered, wave: number): string | undefined {
  const { waves } = state.plan;
  if (state.approval?.wave === wave) return undefined;
  if (wave > waves.length) return `There is no wave ${wave}: the plan has ${waves.length}.`;
  const waiting =
    state.approval === undefined ? 'no wave waits for approval now' : `wave ${state.approval.wave} waits for approval`;
  return `Wave ${wave} does not wait for approval: ${waiting}. The query \`status\` tells when one does.`;
}
