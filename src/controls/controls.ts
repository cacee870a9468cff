import { z } from 'zod';
import { maxInFlight } from '../plan/fields.js';
import { copiesText, type Counts } from '../copies/counts.js';
import { checkArgument } from './check-argument.js';

/**
 * One way to change a run while it runs. The workflow's update, its help, the client, the command and docs/controls.md are
 * all made from this row; what the control does is one entry of `CONTROL_EFFECTS` in workflows/controls.
 */
export interface Control<Input extends z.ZodObject = z.ZodObject> {
  /** The one JSON object that its update takes. */
  readonly input: Input;
  /** An input to paste. */
  readonly example: z.input<Input>;
  /** What it does, in the imperative and without a full stop: in the UI, in help texts and in the documentation. */
  readonly summary: string;
  /** What else to know, as Markdown in lines of at most 110 characters: in the command's help and the documentation. */
  readonly details: readonly string[];
  /** What was done, for the report: `paused`. */
  readonly done: string;
  /** How it is sent from the command line. */
  readonly command: ControlCommand;
  /** What the run answers once it has been applied. */
  answer(input: z.output<Input>): string;
  /** Which part of the run it is for: `edc-1 in cn-beijing`. Default, and `undefined`: the whole run. */
  target?(input: z.output<Input>): string | undefined;
  /** Why a valid input is refused, whatever the state of the run. */
  refusal?(input: z.output<Input>): string | undefined;
  /** Whether a region that has ended with these counts is started again for it. Default: no. */
  reopens?(counts: Counts): boolean;
  /** Whether a run whose history is nearly full still accepts it: it could not be ended otherwise. Default: no. */
  readonly isAlwaysAccepted?: boolean;
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

const who = {
  /** Who sent it: kept in the run's report. */
  by: z.string().max(100).trim().min(1).exactOptional(),
  /** Why: kept in the run's report. */
  reason: z.string().max(200).trim().min(1).exactOptional(),
};
/** A source cache's id. */
export const source = z.string().min(1).max(64).exactOptional();
/** A target region. */
const region = z.string().min(1).max(64).exactOptional();

const SOURCE: ControlFlag = { key: 'source', placeholder: 'ID', brief: 'Only the copies of this source cache' };
const REGION: ControlFlag = { key: 'region', placeholder: 'REGION', brief: 'Only this target region' };

/** Every control, by the name of its update. */
export const CONTROL_TABLE = {
  pause: control({
    input: z.strictObject(who),
    example: { reason: 'the quota is being raised' },
    summary: 'Request no more copies until the run is resumed',
    details: [
      'No region requests a copy or deletes a lower generation, and a region that starts meanwhile starts paused.',
      'Copies that wait for capacity or for a retry stop immediately. Calls under way finish, because they may have',
      'bought a copy; no call starts later than 10 s after the pause. Copies in the cloud are still watched and become',
      'ready. No clock stops: not `policy.deadline`, not `giveUpAfter`, not the approval time-out.',
    ],
    done: 'paused',
    command: { flags: [], examples: ['llm-weights --reason "the quota is being raised"'] },
    answer: () =>
      'Paused: no more copies are requested. Calls under way may take another 10 s, and copies under way are still watched. Send `resume` to continue.',
  }),
  resume: control({
    input: z.strictObject(who),
    example: { by: 'ada' },
    summary: 'End a pause and request copies again',
    details: [
      'It does not matter whether a person or `policy.onAccountError` paused the run. Copies are requested again with the',
      'same client tokens.',
    ],
    done: 'resumed',
    command: { flags: [], examples: ['llm-weights --reason "the account is topped up"'] },
    answer: () => 'Resumed: copies are requested again.',
    isAlwaysAccepted: true,
  }),
  retryFailed: control({
    input: z.strictObject({ source, region, ...who }),
    example: { region: 'cn-beijing' },
    summary: 'Request failed and conflicting copies again: all, or those of a region or a source',
    details: [
      'Their destinations are surveyed first, so existing copies are adopted and not bought again. A copy that ended',
      'Failed or vanished gets its next generation. A region that had given up on capacity sends requests again. A region',
      'that has ended continues in a new workflow with the same id; a region that never started is not included. To retry',
      'the copies of a run that has ended, run the plan again.',
    ],
    done: 'failed copies retried',
    command: {
      flags: [REGION, SOURCE],
      examples: ['llm-weights', 'llm-weights --region cn-beijing --reason "the quota was raised"'],
    },
    target: place,
    answer: (input) =>
      `Failed and conflicting copies${inPlace(input)} are surveyed and requested again. Regions that never started are not included.`,
    reopens: ({ failed, conflict }) => failed + conflict > 0,
  }),
  skip: control({
    input: z.strictObject({ source, region, ...who }),
    example: { source: 'edc-…', region: 'cn-beijing', reason: 'not needed there' },
    summary: 'Leave out a source, a region, or one copy',
    details: [
      'Ends copies that are not ready with the outcome `skipped` and the code `Skipped`. Skipped copies do not count as',
      'missing: the run can still be ready and exit with 0. A request under way finishes first, and a copy whose request',
      'is ambiguous is looked up first. A copy that exists in the cloud is neither watched nor deleted, and the reason',
      'gives its id. Ready copies stay ready. The skip applies to the rest of this run, but not to the next.',
    ],
    done: 'skipped',
    command: {
      flags: [SOURCE, REGION],
      examples: [
        'llm-weights --region cn-shanghai --reason "out of stock until Monday"',
        'llm-weights --source edc-bp15l4vvys94oo0000 --region cn-beijing',
      ],
    },
    target: place,
    answer: (input) =>
      `Copies${inPlace(input)} that are not ready are skipped. A copy that is under way in the cloud stays there.`,
    refusal: (input) =>
      input.source === undefined && input.region === undefined
        ? 'Say what to skip: a source, a region, or both for one copy. To end the whole run, cancel it.'
        : undefined,
    reopens: ({ failed, conflict, pending }) => failed + conflict + pending > 0,
  }),
  setMaxInFlight: control({
    input: z.strictObject({ maxInFlight, region, ...who }),
    example: { maxInFlight: 20, region: 'cn-beijing' },
    summary: 'Change how many copies may be under way in each region, or in one',
    details: [
      'Accepts 1 to 500, and applies from now until the end of this run. A lower value ends no copy: new copies wait',
      'until fewer are under way.',
    ],
    done: 'copies in flight limited',
    command: {
      flags: [REGION],
      number: {
        key: 'maxInFlight',
        brief: 'Copies under way per target region, 1 to 500',
      },
      examples: ['llm-weights 20', 'llm-weights 2 --region cn-beijing'],
    },
    target: (input) =>
      input.region === undefined
        ? `${copiesText(input.maxInFlight)} per region`
        : `${copiesText(input.maxInFlight)} in ${input.region}`,
    answer: (input) =>
      `From now on at most ${copiesText(input.maxInFlight)} may be under way in ${input.region ?? 'each region'}. No copy under way is ended.`,
  }),
  approveWave: control({
    input: z.strictObject({ wave: z.int().min(1).max(100), ...who }),
    example: { wave: 2, by: 'ada' },
    summary: 'Start the wave that waits for approval',
    details: [
      'A wave with `after: approval` waits until somebody has approved it. `eci-replicator status` shows which wave waits',
      'and until when. A wave that does not wait is rejected with exit code 8. `eci-replicator plan --help` shows how a plan',
      'asks for approval.',
    ],
    done: 'wave approved',
    command: {
      flags: [],
      number: { key: 'wave', brief: 'The wave, counted from 1' },
      examples: ['llm-weights 2 --reason "the canary serves well"'],
    },
    target: ({ wave }) => `wave ${wave}`,
    answer: ({ wave }) => `Wave ${wave} starts.`,
    isAlwaysAccepted: true,
  }),
  deleteOnCancel: control({
    input: z.strictObject(who),
    example: { reason: 'the wrong release' },
    summary: 'Delete the copies that this run requested when it is cancelled',
    details: [
      'Send it before the cancellation. Copies that the run found and adopted are kept. The deletion needs a worker.',
    ],
    done: 'deletion on cancellation requested',
    command: { partOf: 'cancel ID --delete' },
    answer: () => 'When this run is cancelled, the copies that it requested are deleted. Cancel it now.',
    isAlwaysAccepted: true,
  }),
} as const;

export type ControlName = keyof typeof CONTROL_TABLE;

/** What the update of a control takes. */
export type ControlInput<Name extends ControlName = ControlName> = z.infer<(typeof CONTROL_TABLE)[Name]['input']>;

/** Who and why, which every control takes. */
export type Who = Pick<ControlInput, 'by' | 'reason'>;

/** The names of all controls, in the order in which they are listed. */
export const CONTROLS = Object.keys(CONTROL_TABLE) as readonly ControlName[];

/** The row of a control whose name is known only at run time. */
export function controlOf(name: ControlName): Control {
  return CONTROL_TABLE[name];
}

/** A cancellation is no control, as Temporal itself offers it. It is reported like one. */
export const CANCEL = 'cancel';
export type RecordedControl = ControlName | typeof CANCEL;

/** One change that somebody made to a run while it ran. */
export interface ControlRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly control: RecordedControl;
  /** Which part of the run it was for, in words. Absent: the whole run. */
  readonly target?: string | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

/** Why an input is refused whatever the state of the run, as a sentence; `undefined` if it is not. */
export function inputRefusal(name: ControlName, input: unknown): string | undefined {
  const checked = checkedInput(name, input);
  if ('refusal' in checked) return checked.refusal;
  return `The input is not valid: ${checked.problems}. For example: ${exampleText(name)}.`;
}

/** Why an input is refused when its command is typed, with an example of that; `undefined` if it is not. */
export function commandRefusal(name: ControlName, input: unknown): string | undefined {
  const checked = checkedInput(name, input);
  if ('refusal' in checked) return checked.refusal;
  const { command } = controlOf(name);
  const [example] = 'examples' in command ? command.examples : [];
  const hint = example === undefined ? '' : ` For example: eci-replicator ${commandName(name)} ${example}`;
  return `${checked.problems}.${hint}`;
}

/** The problems of an input, or of a valid one why it is refused all the same. */
function checkedInput(name: ControlName, input: unknown): { problems: string } | { refusal: string | undefined } {
  const row = controlOf(name);
  const checked = checkArgument(row.input, input ?? {});
  if ('value' in checked) return { refusal: row.refusal?.(checked.value) };
  return { problems: checked.problem };
}

/** The example input as JSON on one line. */
export function exampleText(name: ControlName): string {
  const pairs = Object.entries(controlOf(name).example).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  return `{${pairs.join(', ')}}`;
}

/** What to type after `eci-replicator` to send a control: `retry-failed ID`. */
export function commandUsage(name: ControlName): string {
  const { command } = controlOf(name);
  if ('partOf' in command) return command.partOf;
  const flags = command.flags.map(({ key, placeholder }) => ` [--${key} ${placeholder}]`);
  return `${commandName(name)} ID${command.number === undefined ? '' : ' N'}${flags.join('')}`;
}

/** `retry-failed` for `retryFailed`. */
export function commandName(name: ControlName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What a control did, for people. */
export function controlText(name: RecordedControl): string {
  return name === CANCEL ? 'cancelled' : CONTROL_TABLE[name].done;
}

/** Who and why as a clause: `ada: the quota is being raised`; empty if neither is given. */
export function whoAndWhy({ by, reason }: Who): string {
  return [by, reason].filter((part) => part !== undefined).join(': ');
}

/** Lets the functions of a row know their own input. */
function control<Input extends z.ZodObject>(row: Control<Input>): Control<Input> {
  return row;
}

function place(input: { readonly source?: string; readonly region?: string }): string | undefined {
  const parts = [input.source, input.region].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' in ');
}

function inPlace(input: { readonly source?: string; readonly region?: string }): string {
  const words = place(input);
  return words === undefined ? '' : ` (${words})`;
}
