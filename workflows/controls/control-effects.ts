import type { ControlName } from '../../src/controls/control-usage.js';
import { type ControlInput, whoAndWhy } from '../../src/controls/controls.js';
import { defined } from '../../src/defined.js';
import type { RunState } from '../run/run-state.js';
import type { Run } from '../run/run.js';

/** What one control does to a run. */
export interface ControlEffect<Name extends ControlName = ControlName> {
  /** Why the run cannot apply it in its present state, as a sentence. Changes nothing. */
  refusal?(state: RunState, input: ControlInput<Name>): string | undefined;
  /** Resolves once every region that is under way has received it. */
  apply(run: Run, input: ControlInput<Name>): Promise<void> | void;
}

/** The effect of every control in `CONTROL_TABLE`. */
const CONTROL_EFFECTS: { readonly [Name in ControlName]: ControlEffect<Name> } = {
  pause: {
    refusal: ({ facts: { paused } }) =>
      paused === undefined ? undefined : `The run is already paused, since ${paused.since}.`,
    apply: (run, input) => run.pause(input),
  },
  resume: {
    refusal: ({ facts: { paused } }) => (paused === undefined ? 'The run is not paused.' : undefined),
    apply: (run) => run.resume(),
  },
  retryFailed: {
    apply: (run, { source, region }) => run.send({ kind: 'retryFailed', ...defined({ source }) }, only(region)),
  },
  skip: {
    apply(run, { source, region, ...who }) {
      const words = whoAndWhy(who);
      const reason = words === '' ? 'skipped on request' : `skipped on request (${words})`;
      return run.send({ kind: 'skip', reason, ...defined({ source }) }, only(region));
    },
  },
  setMaxInFlight: {
    apply: (run, { maxInFlight, region }) => run.send({ kind: 'setMaxInFlight', maxInFlight }, only(region)),
  },
  approveWave: {
    refusal: ({ plan, facts: { approval } }, { wave }) => {
      if (approval?.wave === wave) return undefined;
      if (wave > plan.waves.length) return `There is no wave ${wave}: the plan has ${plan.waves.length}.`;
      const waiting = approval === undefined ? 'no wave does' : `wave ${approval.wave} does`;
      return `Wave ${wave} does not wait for approval; ${waiting}. The query \`status\` shows when one does.`;
    },
    apply: ({ state }) => state.endApproval(),
  },
  deleteOnCancel: {
    apply: ({ state }) => state.deleteOnCancel(),
  },
};

/** The effect of a control whose name is known only at run time. */
export function effectOf(name: ControlName): ControlEffect {
  return CONTROL_EFFECTS[name];
}

/** Default: every region. */
function only(region: string | undefined): readonly string[] | undefined {
  return region === undefined ? undefined : [region];
}
