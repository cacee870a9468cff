import { defined } from '../defined.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/** What a command prints: text for people, or JSON for programs. */
export type Output = 'text' | 'json';

export interface OutputFlags {
  readonly output: Output;
}

export const outputFlag = {
  output: {
    kind: 'enum',
    values: ['text', 'json'],
    default: 'text',
    brief: 'What to print to standard output',
  },
} as const;

/** A flag without a value. Default: false. */
export function switchFlag<const Brief extends string>(brief: Brief) {
  return { kind: 'boolean', default: false, withNegated: false, brief } as const;
}

/** An optional flag with any text as its value. */
export function textFlag<const Brief extends string>(placeholder: string, brief: Brief) {
  return { kind: 'parsed', parse: String, optional: true, placeholder, brief } as const;
}

/** An optional flag that may be repeated, with any text as its value. */
export function textsFlag<const Brief extends string>(placeholder: string, brief: Brief) {
  return { kind: 'parsed', parse: String, optional: true, variadic: true, placeholder, brief } as const;
}

/** An optional duration such as `90s`, `10m`, `2h` or `7d`, parsed to ms. */
export function durationFlag<const Brief extends string>(brief: Brief) {
  return { kind: 'parsed', parse: parseDuration, optional: true, placeholder: 'DURATION', brief } as const;
}

/** An optional port, 1 to 65535. */
export function portFlag<const Brief extends string>(brief: Brief) {
  return { kind: 'parsed', parse: parsePort, optional: true, placeholder: 'PORT', brief } as const;
}

/** The name of a file in the worker's plan folder. Only the worker knows whether the file exists. */
export function planFileFlag<const Brief extends string>(brief: Brief) {
  return { kind: 'parsed', parse: parsePlanFile, optional: true, placeholder: 'NAME', brief } as const;
}

/** The digest of a preview. */
export function previewDigestFlag<const Brief extends string>(brief: Brief) {
  return { kind: 'parsed', parse: parsePreviewDigest, optional: true, placeholder: 'DIGEST', brief } as const;
}

/** The positional parameter of commands that read a plan. */
export const planFileParameter = {
  kind: 'tuple',
  parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
} as const;

/** The positional parameter of commands for one run. */
export const runIdParameter = {
  kind: 'tuple',
  parameters: [{ brief: "A plan's name (its latest run) or a workflow id", parse: String, placeholder: 'ID' }],
} as const;

/** The positional parameter of commands for one schedule. */
export const scheduleIdParameter = {
  kind: 'tuple',
  parameters: [{ brief: "A plan's name or a schedule id", parse: String, placeholder: 'ID' }],
} as const;

/** The flags of commands that change a run. */
export interface WhoFlags {
  readonly by?: string;
  readonly reason?: string;
}

export const whoFlags = {
  by: textFlag('NAME', 'Who sends it, kept in the report. Default: the user of this machine or job'),
  reason: textFlag('TEXT', 'Why, kept in the report'),
} as const;

/** The flags of commands that read a plan. */
export interface PlanFlags {
  readonly var?: readonly (readonly [name: string, value: string])[];
  readonly region?: readonly string[];
}

export const planFlags = {
  var: {
    kind: 'parsed',
    parse: parseVariable,
    variadic: true,
    optional: true,
    placeholder: 'NAME=VALUE',
    brief: "A value for one of the plan's variables (repeatable)",
  },
  region: textsFlag('REGION', "Only this one of the plan's target regions (repeatable)"),
} as const;

/** @throws CliError, usage, if a variable is given twice: which value counts would be a guess. */
export function planVariables({ var: pairs = [] }: PlanFlags): Readonly<Record<string, string>> {
  const vars = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (vars.has(name)) throw new CliError(ExitCode.usage, `--var ${name} is given twice.`);
    vars.set(name, value);
  }
  return Object.fromEntries(vars);
}

/** `undefined` means all of the plan's target regions. */
export function selectedRegions({ region = [] }: PlanFlags): readonly string[] | undefined {
  return region.length === 0 ? undefined : region;
}

/** The variables and regions of a run's input; each is absent if it was not given. */
export function planInput(flags: PlanFlags): {
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
} {
  const vars = planVariables(flags);
  return defined({ vars: Object.keys(vars).length === 0 ? undefined : vars, regions: selectedRegions(flags) });
}

// The parsers throw an Error with a clause; stricli prints it after the name of the flag. Schemas are loaded when a flag is
// parsed, because the help needs none of them and they take longer to load than all commands.

async function parseDuration(text: string): Promise<number> {
  const { duration } = await import('../plan/duration.js');
  const parsed = duration.safeDecode(text);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Error('a port is a number from 1 to 65535');
  return port;
}

/** The value may be empty, and may contain further equals signs. */
function parseVariable(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Error('expected name=value, for example release=2026-12');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

async function parsePlanFile(text: string): Promise<string> {
  const { planFile } = await import('../plan/run-input.js');
  const parsed = planFile.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
}

async function parsePreviewDigest(text: string): Promise<string> {
  const { PREVIEW_DIGEST } = await import('../plan/run-input.js');
  if (PREVIEW_DIGEST.test(text)) return text;
  throw new Error('a preview digest is 64 lower-case hex digits, as printed by `plan preview`');
}
