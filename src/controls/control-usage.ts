/** How a control is described and typed. It is loaded at every start of the command line, so it imports nothing. */
export interface ControlUsage {
  /** What it does, in the imperative and without a full stop: in the UI, in help texts and in the documentation. */
  readonly summary: string;
  /** What else to know, as Markdown in lines of at most 110 characters: in the command's help and the documentation. */
  readonly details: readonly string[];
  /** How it is sent from the command line. */
  readonly command: ControlCommand;
}

/** The command that sends a control: one of its own, named after it, or another command that sends it on the way. */
export type ControlCommand =
  | {
      readonly flags: readonly ControlFlag[];
      /** The second argument, a number: the key of the input. */
      readonly number?: { readonly key: string; readonly brief: string };
      /** Arguments of example calls, beginning with the run. */
      readonly examples: readonly string[];
    }
  | { readonly partOf: string };

/** An optional flag of a control's command. */
export interface ControlFlag {
  /** The key of the input, and the flag's name. */
  readonly key: string;
  readonly placeholder: string;
  readonly brief: string;
}

const SOURCE: ControlFlag = { key: 'source', placeholder: 'ID', brief: 'Only the copies of this source cache' };
const REGION: ControlFlag = { key: 'region', placeholder: 'REGION', brief: 'Only this target region' };

/** Every control, by the name of its update, in the order in which they are listed. */
export const CONTROL_USAGE = {
  pause: {
    summary: 'Request no more copies until the run is resumed',
    details: [
      'No region requests a copy or deletes a lower generation, and a region that starts meanwhile starts paused.',
      'Copies that wait for capacity or for a retry stop immediately. Calls under way finish, because they may have',
      'bought a copy; no call starts later than 10 s after the pause. Copies in the cloud are still watched and become',
      'ready. No clock stops: not `policy.deadline`, not `giveUpAfter`, not the approval time-out.',
    ],
    command: { flags: [], examples: ['llm-weights --reason "the quota is being raised"'] },
  },
  resume: {
    summary: 'End a pause and request copies again',
    details: [
      'It does not matter whether a person or `policy.onAccountError` paused the run. Copies are requested again with the',
      'same client tokens.',
    ],
    command: { flags: [], examples: ['llm-weights --reason "the account is topped up"'] },
  },
  retryFailed: {
    summary: 'Request failed and conflicting copies again: all, or those of a region or a source',
    details: [
      'Their destinations are surveyed first, so existing copies are adopted and not bought again. A copy that ended',
      'Failed or vanished gets its next generation. A region that had given up on capacity sends requests again. A region',
      'that has ended continues in a new workflow with the same id; a region that never started is not included. To retry',
      'the copies of a run that has ended, run the plan again.',
    ],
    command: {
      flags: [REGION, SOURCE],
      examples: ['llm-weights', 'llm-weights --region cn-beijing --reason "the quota was raised"'],
    },
  },
  skip: {
    summary: 'Leave out a source, a region, or one copy',
    details: [
      'Ends copies that are not ready with the outcome `skipped` and the code `Skipped`. Skipped copies do not count as',
      'missing: the run can still be ready and exit with 0. A request under way finishes first, and a copy whose request',
      'is ambiguous is looked up first. A copy that exists in the cloud is neither watched nor deleted, and the reason',
      'gives its id. Ready copies stay ready. The skip applies to the rest of this run, but not to the next.',
    ],
    command: {
      flags: [SOURCE, REGION],
      examples: [
        'llm-weights --region cn-shanghai --reason "out of stock until Monday"',
        'llm-weights --source edc-bp15l4vvys94oo0000 --region cn-beijing',
      ],
    },
  },
  setMaxInFlight: {
    summary: 'Change how many copies may be under way in each region, or in one',
    details: [
      'Accepts 1 to 500, and applies from now until the end of this run. A lower value ends no copy: new copies wait',
      'until fewer are under way.',
    ],
    command: {
      flags: [REGION],
      number: {
        key: 'maxInFlight',
        brief: 'Copies under way per target region, 1 to 500',
      },
      examples: ['llm-weights 20', 'llm-weights 2 --region cn-beijing'],
    },
  },
  approveWave: {
    summary: 'Start the wave that waits for approval',
    details: [
      'A wave with `after: approval` waits until somebody has approved it. `eci-replicator status` shows which wave waits',
      'and until when. A wave that does not wait is rejected with exit code 8. `eci-replicator plan --help` shows how a plan',
      'asks for approval.',
    ],
    command: {
      flags: [],
      number: { key: 'wave', brief: 'The wave, counted from 1' },
      examples: ['llm-weights 2 --reason "the canary serves well"'],
    },
  },
  deleteOnCancel: {
    summary: 'Delete the copies that this run requested when it is cancelled',
    details: [
      'Send it before the cancellation. Copies that the run found and adopted are kept. The deletion needs a worker.',
    ],
    command: { partOf: 'cancel ID --delete' },
  },
} as const satisfies Readonly<Record<string, ControlUsage>>;

/** A control of a run under way: docs/controls.md describes each. */
export type ControlName = keyof typeof CONTROL_USAGE;

/** The names of all controls. */
export const CONTROLS = Object.keys(CONTROL_USAGE) as readonly ControlName[];

/** The usage of a control whose name is known only at run time. */
export function controlUsage(name: ControlName): ControlUsage {
  return CONTROL_USAGE[name];
}

/** `retry-failed` for `retryFailed`. */
export function commandName(name: ControlName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What to type after `eci-replicator` to send a control: `retry-failed ID`. */
export function commandUsage(name: ControlName): string {
  const { command } = controlUsage(name);
  if ('partOf' in command) return command.partOf;
  const flags = command.flags.map(({ key, placeholder }) => ` [--${key} ${placeholder}]`);
  return `${commandName(name)} ID${command.number === undefined ? '' : ' N'}${flags.join('')}`;
}
