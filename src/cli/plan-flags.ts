import { CliError } from './cli-error.js';
import { errorSentence } from './error-sentence.js';
import { ExitCode } from './exit-code.js';
import { parseVariable, variables } from './variable-flag.js';

/** What is given beside a plan's file. */
export interface PlanFlags {
  readonly var?: readonly (readonly [string, string])[];
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
  region: {
    kind: 'parsed',
    parse: String,
    variadic: true,
    optional: true,
    placeholder: 'REGION',
    brief: "Only this one of the plan's target regions (repeatable)",
  },
} as const;

/** @throws CliError, usage: a variable is given twice. */
export function planVariables({ var: pairs = [] }: PlanFlags): Readonly<Record<string, string>> {
  try {
    return variables(pairs);
  } catch (error) {
    throw new CliError(ExitCode.usage, errorSentence(error));
  }
}

/** `undefined`: all of the plan's targets. */
export function selectedRegions({ region = [] }: PlanFlags): readonly string[] | undefined {
  return region.length === 0 ? undefined : region;
}
