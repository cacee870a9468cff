import { z } from 'zod';
import { bucketName } from './fields.js';
import { isJsonMap } from './json-map.js';
import { formatPath } from './problem.js';
import { parseRunInput, type RunInput } from './run-input.js';
import { schemaProblems } from './schema-problems.js';

/** The one argument of the `prune` workflow. */
export interface PruneInput extends Pick<RunInput, 'plan' | 'vars'> {
  /** Only these regions, targets of the plan or not. Default: its targets. */
  readonly regions?: readonly string[];
  /** Buckets to list beside those that the plan's copies lie in. */
  readonly buckets?: readonly string[];
  /** Deletes nothing. Default: true, unless `expectDigest` is given. */
  readonly dryRun?: boolean;
  /** What a preview showed; deletes nothing when it would now delete anything else. */
  readonly expectDigest?: string;
}

const ownSchema = z.object({
  regions: z.array(z.string().max(64)).min(1).max(100).exactOptional(),
  buckets: z.array(bucketName).max(100).exactOptional(),
  dryRun: z.boolean().exactOptional(),
  expectDigest: z.string().max(128).exactOptional(),
});

const OWN_KEYS: readonly string[] = Object.keys(ownSchema.shape);

/**
 * Reads the input of a prune. Never throws: what is wrong is one sentence that says what to type.
 *
 * @param args what the workflow was started with; `undefined` when it was started without an argument.
 */
export function parsePruneInput(args: unknown): { input: PruneInput } | { sentence: string } {
  if (!isJsonMap(args)) {
    const parsed = parseRunInput(args);
    return 'sentence' in parsed ? parsed : { sentence: 'The input is not an object.' };
  }
  // What names a plan is read as a run reads it.
  const parsed = parseRunInput(Object.fromEntries(Object.entries(args).filter(([key]) => !OWN_KEYS.includes(key))));
  if ('sentence' in parsed) return parsed;
  const own = schemaProblems(ownSchema, args);
  if ('problems' in own) return { sentence: `The input is wrong: ${own.problems.map(told).join('; ')}.` };
  const { plan, vars } = parsed.input;
  const input = { plan, ...(vars === undefined ? {} : { vars }), ...own.value };
  if (input.dryRun === false && input.expectDigest === undefined) {
    return {
      sentence:
        'The input is wrong: to delete, give `expectDigest`, the `pruneDigest` that a preview showed; without it nothing is deleted.',
    };
  }
  return { input };
}

function told({ path, message }: { readonly path: readonly (string | number)[]; readonly message: string }): string {
  return path.length > 1 ? `${formatPath(path)}: ${message}` : message;
}
