import type { ControlName } from '../../src/report/control-record.js';
import { type ControlInput, controlInputProblem } from './control-input.js';
import type { Run } from './run.js';

/** Why the run does not do what an update asks for, as a sentence; `undefined`: it does. Changes nothing. */
export function controlRefusal(run: Run, control: ControlName, input: ControlInput | undefined): string | undefined {
  const wrong = controlInputProblem(control, input);
  if (wrong !== undefined) return wrong;
  return ending(run) ?? unknownPlace(run, input ?? {}) ?? refusalOf(run, control, input ?? {});
}

function ending({ state, cancelled }: Run): string | undefined {
  const again = 'Run the plan again: what is ready is adopted.';
  if (cancelled) return `The run was cancelled and is ending. ${again}`;
  if (state.outcome !== 'running') return `The run has ended ${state.outcome}. ${again}`;
  if (state.stop !== undefined) return `The run is ending: ${state.stop.reason}. ${again}`;
  return undefined;
}

function unknownPlace({ state }: Run, { region, source }: ControlInput): string | undefined {
  if (region !== undefined && !state.targets.includes(region)) {
    return `${region} is no target of this run; its targets are ${state.targets.join(', ')}.`;
  }
  if (source !== undefined && state.sources !== undefined && !state.sources.has(source)) {
    return `${source} is no source of this run; the query \`copies\` of a region's workflow lists them.`;
  }
  return undefined;
}

function refusalOf(run: Run, control: ControlName, input: ControlInput): string | undefined {
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

function wrongWave({ state }: Run, wave: number): string | undefined {
  const { waves } = state.plan;
  if (state.approval?.wave === wave) return undefined;
  if (wave > waves.length) return `There is no wave ${wave}: the plan has ${waves.length}.`;
  const waiting =
    state.approval === undefined ? 'no wave waits for approval now' : `wave ${state.approval.wave} waits for approval`;
  return `Wave ${wave} does not wait for approval: ${waiting}. The query \`status\` tells when one does.`;
}
