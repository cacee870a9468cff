import { z } from 'zod';
import type { CopiedSources } from './plan-schema.js';
import { regionFilter } from './select-regions.js';
import { resolveVariables, substitute } from './variables.js';

/** What a report shows of a plan: enough to name every copy in every target region. */
export interface RecordedPlan extends CopiedSources {
  readonly name?: string | undefined;
  readonly targets: readonly RecordedTarget[];
}

export interface RecordedTarget {
  readonly region: string;
  readonly required: boolean;
}

/** The entries of a list that have this form; the others are left out. */
function readable<T>(entry: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((entries) => entries.map((each) => entry.safeParse(each)).flatMap(({ data }) => data ?? []));
}

const text = z.string().exactOptional();
const byId = z.object({
  id: z.string(),
  as: z.object({ bucket: text, path: text, name: text }).catch({}).exactOptional(),
});
/** What a selection asks for does not matter here: what it matched is recorded with the run. */
const bySelection = z.object({ select: z.looseObject({}).transform(() => ({})) });

const recordedPlan = z.object({
  vars: z.unknown().optional(),
  name: z.string().optional().catch(undefined),
  source: z
    .object({ region: z.string().catch(''), caches: readable(z.union([byId, bySelection])) })
    .catch({ region: '', caches: [] }),
  targets: readable(z.object({ region: z.string(), required: z.boolean().catch(true) })),
});

/**
 * Reads the plan of a run that has been started. This does not validate: the run itself accepted the plan, perhaps under
 * another version of the schema, and a report must show all of its regions. Unknown keys are ignored, and so is an entry
 * of a list that does not have the form expected here.
 *
 * @param given values for the plan's `vars`.
 * @param regions the target regions that the run was restricted to.
 * @returns `undefined` if the document is not a map.
 */
export function readRecordedPlan(
  document: unknown,
  given: Readonly<Record<string, string>> = {},
  regions?: readonly string[],
): RecordedPlan | undefined {
  const read = recordedPlan.safeParse(document);
  if (!read.success) return undefined;
  const { vars, ...written } = read.data;
  // Variables stand for text only, so the form stays.
  const plan = substitute(written, resolveVariables(vars, given).vars).value as typeof written;
  if (regions === undefined) return plan;
  const isSelected = regionFilter(regions);
  return { ...plan, targets: plan.targets.filter(({ region }) => isSelected(region)) };
}
