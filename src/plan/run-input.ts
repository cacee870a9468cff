import { z } from 'zod';
import { MAX_PAYLOAD, payloadBytes } from '../payload/payload-size.js';
import { isJsonMap } from './json-map.js';
import { formatPath } from './problem.js';
import { schemaProblems } from './schema-problems.js';

/** The one argument of the `replicate` workflow. */
export interface RunInput {
  /** A file under the worker's plan folder, or the plan itself. */
  readonly plan: string | Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Only these targets. */
  readonly regions?: readonly string[];
  /** Only say what a run would do; default false. */
  readonly dryRun?: boolean;
  /** The `previewDigest` of a preview: nothing is started unless what is found is still the same. */
  readonly expectDigest?: string;
}

const HOW_TO =
  'Type one JSON object as input: {"plan": "llm-weights.yaml"} for a file of the worker\'s plan folder, or {"plan": {…}} with the plan itself';

/** As a preview tells it. */
export const PREVIEW_DIGEST = /^[0-9a-f]{64}$/;

/** A sentence is read in one glance; the next try tells the rest. */
const MAX_MESSAGES = 5;

/** A file of the worker's plan folder, by its name. */
export const planFile = z
  .string()
  .max(255)
  .regex(
    /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\\p{Cc}]+\.ya?ml$/u,
    'must be a file of the plan folder: a relative name that ends in `.yaml` or `.yml`, without `..`',
  );

const runInputSchema = z.strictObject({
  plan: z.unknown().refine((plan) => plan !== undefined, 'is missing'),
  vars: z.record(z.string().max(64), z.string().max(1_024)).exactOptional(),
  regions: z.array(z.string().max(64)).min(1).max(100).exactOptional(),
  dryRun: z.boolean().exactOptional(),
  expectDigest: z
    .string()
    .regex(PREVIEW_DIGEST, 'must be the `previewDigest` of a preview: 64 hex digits in lower case')
    .exactOptional(),
});

/**
 * Reads the input of a run. Never throws: what is wrong is one sentence that says what to type.
 *
 * @param args what the workflow was started with; `undefined` when it was started without an argument.
 */
export function parseRunInput(args: unknown): { input: RunInput } | { sentence: string } {
  if (args === undefined || args === null) return { sentence: `No input. ${HOW_TO}.` };
  if (typeof args !== 'object' || Array.isArray(args)) {
    return { sentence: `The input is ${kindOf(args)}, not an object. ${HOW_TO}.` };
  }
  if (payloadBytes(args) > MAX_PAYLOAD) {
    return {
      sentence: "The input is larger than 512 KiB. Split the plan, or name a file of the worker's plan folder.",
    };
  }
  const checked = schemaProblems(runInputSchema, args);
  if ('problems' in checked) {
    return wrong(
      checked.problems.map(({ path, message }) => (path.length > 1 ? `${formatPath(path)}: ${message}` : message)),
    );
  }
  const input = checked.value;

  if (input.dryRun === true && input.expectDigest !== undefined) {
    return wrong(['`expectDigest` is for a run, and a dry run tells the digest: leave out one of them']);
  }

  const { plan } = input;
  if (isJsonMap(plan)) return { input: { ...input, plan } };
  if (typeof plan !== 'string') return wrong([`\`plan\` is ${kindOf(plan)}, neither a file name nor a plan`]);
  const file = schemaProblems(z.object({ plan: planFile }), { plan });
  return 'problems' in file ? wrong(file.problems.map(({ message }) => message)) : { input: { ...input, plan } };
}

function wrong(messages: readonly string[]): { sentence: string } {
  return { sentence: `The input is wrong: ${messages.slice(0, MAX_MESSAGES).join('; ')}. ${HOW_TO}.` };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
