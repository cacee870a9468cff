import { z } from 'zod';
import { maxInFlight } from '../plan/fields.js';
import { copiesText, type Counts } from '../copies/counts.js';
import { checkArgument } from './check-argument.js';
import { CONTROL_USAGE, type ControlName, type ControlUsage, commandName } from './control-usage.js';

/**
 * One way to change a run while it runs. The workflow's update, its help, the client, the command and docs/controls.md are
 * all made from this row; what the control does is one entry of `CONTROL_EFFECTS` in workflows/controls.
 */
export interface Control<Input extends z.ZodObject = z.ZodObject> extends ControlUsage {
  /** The one JSON object that its update takes. */
  readonly input: Input;
  /** An input to paste. */
  readonly example: z.input<Input>;
  /** What was done, for the report: `paused`. */
  readonly done: string;
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

/** Every control, by the name of its update. */
export const CONTROL_TABLE = {
  pause: control({
    ...CONTROL_USAGE.pause,
    input: z.strictObject(who),
    example: { reason: 'the quota is being raised' },
    done: 'paused',
    answer: () =>
      'Paused: no more copies are requested. Calls under way may take another 10 s, and copies under way are still watched. Send `resume` to continue.',
  }),
  resume: control({
    ...CONTROL_USAGE.resume,
    input: z.strictObject(who),
    example: { by: 'ada' },
    done: 'resumed',
    answer: () => 'Resumed: copies are requested again.',
    isAlwaysAccepted: true,
  }),
  retryFailed: control({
    ...CONTROL_USAGE.retryFailed,
    input: z.strictObject({ source, region, ...who }),
    example: { region: 'cn-beijing' },
    done: 'failed copies retried',
    target: place,
    answer: (input) =>
      `Failed and conflicting copies${inPlace(input)} are surveyed and requested again. Regions that never started are not included.`,
    reopens: ({ failed, conflict }) => failed + conflict > 0,
  }),
  skip: control({
    ...CONTROL_USAGE.skip,
    input: z.strictObject({ source, region, ...who }),
    example: { source: 'edc-…', region: 'cn-beijing', reason: 'not needed there' },
    done: 'skipped',
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
    ...CONTROL_USAGE.setMaxInFlight,
    input: z.strictObject({ maxInFlight, region, ...who }),
    example: { maxInFlight: 20, region: 'cn-beijing' },
    done: 'copies in flight limited',
    target: (input) =>
      input.region === undefined
        ? `${copiesText(input.maxInFlight)} per region`
        : `${copiesText(input.maxInFlight)} in ${input.region}`,
    answer: (input) =>
      `From now on at most ${copiesText(input.maxInFlight)} may be under way in ${input.region ?? 'each region'}. No copy under way is ended.`,
  }),
  approveWave: control({
    ...CONTROL_USAGE.approveWave,
    input: z.strictObject({ wave: z.int().min(1).max(100), ...who }),
    example: { wave: 2, by: 'ada' },
    done: 'wave approved',
    target: ({ wave }) => `wave ${wave}`,
    answer: ({ wave }) => `Wave ${wave} starts.`,
    isAlwaysAccepted: true,
  }),
  deleteOnCancel: control({
    ...CONTROL_USAGE.deleteOnCancel,
    input: z.strictObject(who),
    example: { reason: 'the wrong release' },
    done: 'deletion on cancellation requested',
    answer: () => 'When this run is cancelled, the copies that it requested are deleted. Cancel it now.',
    isAlwaysAccepted: true,
  }),
} as const satisfies Readonly<Record<ControlName, object>>;

/** What the update of a control takes, as docs/controls.md describes it. */
export type ControlInput<Name extends ControlName = ControlName> = z.infer<(typeof CONTROL_TABLE)[Name]['input']>;

/** Who and why, which every control takes. */
export type Who = Pick<ControlInput, 'by' | 'reason'>;

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
