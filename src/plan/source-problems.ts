import { MAX_COPIES_PER_REGION } from './fields.js';
import type { CopiedSources } from './plan-schema.js';
import { formatPath, type PlanPath, type Problem } from './problem.js';

/** A source, and the entry of the plan that it comes from. */
export interface PlanSource {
  readonly id: string;
  readonly path: PlanPath;
  /** Whether a selection matched it. Otherwise the plan names it by id. */
  readonly isSelected: boolean;
}

/**
 * A selection without a match, which is never ignored silently.
 *
 * @param unseen - why the listing of the region proves nothing.
 */
export function matchesNothing({ source }: CopiedSources, path: PlanPath, unseen?: string): Problem {
  const select = source.caches.find((_, index) => index === path[2])?.select;
  const nothing = `\`select\` matches no data cache in ${source.region}`;
  const fix =
    select?.bucket === undefined
      ? 'add `bucket`, as the service may list only the bucket `default` without one, and check the other conditions'
      : 'compare its bucket, path, name and tags with the data caches in the region';
  const blind = unseen === undefined ? '' : ` (${unseen}: also check the permission eci:DescribeDataCaches)`;
  return { path, message: `${nothing}${blind}: ${fix}` };
}

/** Two sources with the same destination: one copy would overwrite the other. */
export function placeTaken(
  { bucket, path: place }: { readonly bucket: string; readonly path: string },
  second: PlanSource,
  first: PlanSource,
): Problem {
  const same = `\`${second.id}\` and \`${first.id}\` (${formatPath(first.path)}) have the same bucket \`${bucket}\` and path \`${place}\``;
  const fix =
    second.isSelected || first.isSelected
      ? 'narrow the selection, or list one of them by `id` with another path in `as`'
      : 'give one of them another path with `as`';
  return { path: second.path, message: `${same}: ${fix}` };
}

export function tooManySources(): Problem {
  const most = MAX_COPIES_PER_REGION.toLocaleString('en');
  return {
    path: ['source', 'caches'],
    message: `the plan has more than ${most} source caches, listed and selected: narrow the selections, or split the plan`,
  };
}

/**
 * The destinations of the copies do not fit in one payload.
 *
 * @param fitting - how many copies like these would fit, if known.
 */
export function placesTooLong(fitting?: number): Problem {
  const about = fitting === undefined ? '' : `, which has room for about ${fitting.toLocaleString('en')} like these`;
  return {
    path: ['source', 'caches'],
    message: `the paths and names of the source caches are too large for the workflow of one region${about}: split the plan`,
  };
}

/**
 * The copies of all regions together do not fit in the history of one run.
 *
 * @param fitting - how many copies like these would fit.
 */
export function tooManyCopies(fitting: number): Problem {
  return {
    path: ['targets'],
    message: `the history of one run has room for about ${fitting.toLocaleString('en')} copies like these, and the plan has more: split it by regions or by source caches`,
  };
}
