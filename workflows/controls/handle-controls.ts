import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { type ControlName, CONTROLS } from '../../src/controls/control-usage.js';
import { type ControlInput, controlOf, exampleText, inputRefusal } from '../../src/controls/controls.js';
import { defined } from '../../src/defined.js';
import { isSameText } from '../../src/spelling.js';
import { controlUpdates } from '../messages.js';
import type { RunState } from '../run/run-state.js';
import type { Run } from '../run/run.js';
import { effectOf } from './control-effects.js';

/** Temporal terminates a run at 51,200 events or 50 MiB of history, and each control adds events for every region. */
const MAX_EVENTS = 40_000;
const MAX_BYTES = 45 * 1024 * 1024;

/**
 * Handles the update of every control: the validator refuses it before anything is written to the history; the handler notes
 * it with who and why, applies it, and answers with what happens now.
 */
export function handleControls(run: Run): void {
  for (const name of CONTROLS) {
    const update: UpdateDefinition<string, [Input]> = controlUpdates[name];
    const { summary } = controlOf(name);
    setHandler(update, (input) => apply(run, name, asTheRunWrites(run.state, input ?? {})), {
      description: `${summary}: ${exampleText(name)}`,
      validator: (input) => {
        const refusal =
          controlRefusal(run.state, name, input) ??
          historyRefusal(run.state, name, asTheRunWrites(run.state, input ?? {}), workflowInfo());
        if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, 'ControlRefused');
      },
    });
  }
}

/** The UI sends none when its form is left empty. */
type Input = ControlInput | undefined;

async function apply(run: Run, name: ControlName, input: ControlInput): Promise<string> {
  note(run.state, name, input);
  await effectOf(name).apply(run, input);
  run.show();
  return controlOf(name).answer(input);
}

/** A memo can be read after the run has ended, and without a worker. */
function note(state: RunState, control: ControlName, input: ControlInput): void {
  const { by, reason } = input;
  const target = controlOf(control).target?.(input);
  state.noteControl({ at: Date.now(), control, ...defined({ target, by, reason }) });
  upsertMemo({ controls: state.facts.controls });
}

/** Why the run cannot apply a control, as a sentence; `undefined` if it can. Changes nothing. */
export function controlRefusal(state: RunState, name: ControlName, input: unknown): string | undefined {
  const own = inputRefusal(name, input);
  if (own !== undefined) return own;
  const known = (input ?? {}) as ControlInput;
  return ending(state) ?? unknownPlace(state, known as Place) ?? effectOf(name).refusal?.(state, known);
}

/** The part of the run that some inputs name. */
interface Place {
  readonly region?: string;
  readonly source?: string;
}

function ending({ isCancelled, stop, facts: { outcome } }: RunState): string | undefined {
  const again = 'Run the plan again: ready copies are adopted.';
  if (isCancelled) return `The run was cancelled and is ending. ${again}`;
  if (outcome !== 'running') return `The run has ended; its outcome is ${outcome}. ${again}`;
  if (stop !== undefined) return `The run is ending: ${stop.reason}. ${again}`;
  return undefined;
}

/** The input with the run's own spelling of what it names. */
function asTheRunWrites(
  { targets, facts: { sources = new Set<string>() } }: RunState,
  input: ControlInput,
): ControlInput {
  const { region, source } = input as Place;
  return {
    ...input,
    ...defined({
      region: region === undefined ? undefined : ownSpelling(targets, region),
      source: source === undefined ? undefined : (ownSpelling(sources, source) ?? source),
    }),
  };
}

function ownSpelling(known: Iterable<string>, name: string): string | undefined {
  for (const each of known) if (isSameText(each, name)) return each;
  return undefined;
}

function unknownPlace({ targets, facts: { sources } }: RunState, { region, source }: Place): string | undefined {
  if (region !== undefined && ownSpelling(targets, region) === undefined) {
    return `${region} is not a target of this run. Its targets are ${targets.join(', ')}.`;
  }
  if (source !== undefined && sources !== undefined && ownSpelling(sources, source) === undefined) {
    return `${source} is not a source of this run. The query \`copies\` to the workflow of a region lists the sources.`;
  }
  return undefined;
}

/** Why a run whose history is nearly full accepts no more controls; `undefined` if it does. */
export function historyRefusal(
  state: RunState,
  name: ControlName,
  input: unknown,
  { historyLength, historySize }: { readonly historyLength: number; readonly historySize: number },
): string | undefined {
  const row = controlOf(name);
  if (row.isAlwaysAccepted === true) return undefined;
  const { region } = (input ?? {}) as Place;
  const reopened = row.reopens === undefined ? [] : region === undefined ? state.targets : [region];
  if (historyLength < MAX_EVENTS && historySize + state.bytesToCome(reopened) < MAX_BYTES) return undefined;
  return 'The history of this run is nearly full and has no room for this control. Cancel the run, and run the plan again: ready copies are adopted.';
}
