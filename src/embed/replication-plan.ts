import { defined } from '../defined.js';
import { type LocalPlan, readLocalPlan } from '../plan/text/local-plan.js';
import { InvalidPlan } from '../client/errors.js';

/** How {@link parsePlan} reads a plan. */
export interface ParsePlanOptions {
  /** The name of the file, for the messages. Default: `plan`. */
  readonly file?: string;
  /** Values of the plan's variables. Default: those that the plan declares. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Only these of the plan's target regions. Default: all. */
  readonly regions?: readonly string[];
}

/** A valid plan, with the values and regions that it was read with: what a run, a preview or a schedule is made from. */
export interface ReplicationPlan {
  readonly name: string;
  /** Equal for two plans that ask for the same. */
  readonly digest: string;
  /** One sentence each. The plan is valid all the same. */
  readonly warnings: readonly string[];
  /** What the workflows and the schedule receive. */
  readonly content: Pick<LocalPlan, 'plan' | 'document'> & Pick<ParsePlanOptions, 'vars' | 'regions'>;
}

/**
 * Reads the YAML text of a plan. JSON is YAML: a plan that a program has made can be passed as `JSON.stringify(plan)`.
 *
 * @throws {@link InvalidPlan} with every problem.
 */
export function parsePlan(text: string, options: ParsePlanOptions = {}): ReplicationPlan {
  const { file = 'plan', vars, regions } = options;
  const read = readLocalPlan(text, { name: file, vars: vars ?? {}, regions });
  if ('problems' in read) throw new InvalidPlan(read.problems);
  const { plan, digest, warnings, document } = read;
  return { name: plan.name, digest, warnings, content: { plan, document, ...defined({ vars, regions }) } };
}
