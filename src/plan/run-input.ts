import { z } from 'zod';
import { bucketName } from './fields.js';
import { documentLimits, isJsonMap } from './json-document.js';
import { atMost, formatPath, type Problem } from './problem.js';
import { schemaProblems } from './schema-problems.js';

const HOW_TO =
  'Type one JSON object as input: {"plan": "llm-weights.yaml"} for a file in the worker\'s plan folder, or {"plan": {…}} with the plan itself';

/** The sentence stays short enough to read at a glance; the next attempt reports the rest. */
const MAX_MESSAGES = 5;

/** One payload. The plan in it has a limit of its own. */
const INPUT = {
  subject: 'the input',
  form: 'JSON',
  most: 512,
  fix: "split the plan, or name a file in the worker's plan folder",
};

/** The form of a `previewDigest`. */
export const PREVIEW_DIGEST = /^[0-9a-f]{64}$/;

const FILE_MESSAGE =
  'must be a file in the plan folder: a relative name that ends in `.yaml` or `.yml` and has no `..`';

/** The name of a file in the worker's plan folder. */
export const planFile = z
  .string()
  .max(255, { abort: true })
  .regex(/^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\\p{Cc}]+\.ya?ml$/u, FILE_MESSAGE);

const planOrFile = z
  .custom<string | Readonly<Record<string, unknown>>>((plan) => typeof plan === 'string' || isJsonMap(plan), {
    error: ({ input }) => (input === undefined ? 'is missing' : 'must be a file name or the plan itself'),
    abort: true,
  })
  .refine((plan) => typeof plan !== 'string' || planFile.safeParse(plan).success, FILE_MESSAGE);

const shared = {
  /** A file in the worker's plan folder, or the plan itself. */
  plan: planOrFile,
  /** Values of the plan's variables, by name. */
  vars: z.record(z.string().max(64), z.string().max(1_024)).exactOptional(),
};

const regions = z.array(z.string().max(64)).min(1).max(100).readonly();

/** The input of `replicate`. */
export const runInputSchema = z
  .strictObject({
    ...shared,
    /** Only these targets. Default: all. */
    regions: regions.exactOptional(),
    /** Only report what a run would do. Default: false. */
    dryRun: z.boolean().exactOptional(),
    /** The `previewDigest` of a preview: the run starts nothing if its own verdicts have another digest. */
    expectDigest: z
      .string()
      .regex(PREVIEW_DIGEST, 'must be the `previewDigest` of a preview: 64 hexadecimal digits in lower case')
      .exactOptional(),
  })
  .refine(({ dryRun, expectDigest }) => dryRun !== true || expectDigest === undefined, {
    path: ['expectDigest'],
    error: 'cannot be combined with `dryRun`, which reports the digest: remove one of them',
  });

/** The input of `prune`. */
export const pruneInputSchema = z
  .strictObject({
    ...shared,
    /** Only these regions, whether or not they are targets of the plan. Default: the plan's targets. */
    regions: regions.exactOptional(),
    /** Buckets to list in addition to those of the plan's copies. */
    buckets: z.array(bucketName).max(100).readonly().exactOptional(),
    /** Delete nothing. Default: true, unless `expectDigest` is given. */
    dryRun: z.boolean().exactOptional(),
    /** The `pruneDigest` of a preview: nothing is deleted if the prune would now delete anything else. */
    expectDigest: z.string().max(128).exactOptional(),
  })
  .refine(({ dryRun, expectDigest }) => dryRun !== false || expectDigest !== undefined, {
    path: ['expectDigest'],
    error: 'is required to delete: it is the `pruneDigest` of a preview, and without it nothing is deleted',
  });

/** The single argument of the `replicate` workflow. */
export type RunInput = z.output<typeof runInputSchema>;

/** The single argument of the `prune` workflow. */
export type PruneInput = z.output<typeof pruneInputSchema>;

/**
 * Reads the input of a run. Never throws: errors are one sentence that says what to type.
 *
 * @param args - the argument of the workflow; `undefined` if it was started without one.
 */
export function parseRunInput(args: unknown): { input: RunInput } | { sentence: string } {
  return parseInput(runInputSchema, args);
}

/** As {@link parseRunInput}, for a prune. */
export function parsePruneInput(args: unknown): { input: PruneInput } | { sentence: string } {
  return parseInput(pruneInputSchema, args);
}

function parseInput<S extends z.ZodType>(schema: S, args: unknown): { input: z.output<S> } | { sentence: string } {
  if (args === undefined || args === null) return { sentence: `No input. ${HOW_TO}.` };
  if (!isJsonMap(args)) {
    return { sentence: `The input is a ${Array.isArray(args) ? 'list' : typeof args}, not an object. ${HOW_TO}.` };
  }
  // The schema would look at all of it before it looks at a length.
  const tooLarge = documentLimits(args, INPUT);
  if (tooLarge !== undefined) return invalid([tooLarge]);
  const checked = schemaProblems(schema, args);
  if ('value' in checked) return { input: checked.value };
  return invalid(checked.problems);
}

function invalid(problems: Problem[]): { sentence: string } {
  const messages = atMost(problems, { most: MAX_MESSAGES }).map(({ path, message }) =>
    path.length > 1 ? `${formatPath(path)}: ${message}` : message,
  );
  return { sentence: `The input is invalid: ${messages.join('; ')}. ${HOW_TO}.` };
}
