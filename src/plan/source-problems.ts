import { MAX_COPIES_PER_REGION } from './fields.js';
import { formatPath, type Problem } from './problem.js';
import type { CopiedSources } from './schema.js';

/** A source and where in the plan it comes from. */
export interface PlanSource {
  readonly id: string;
  readonly path: Problem['path'];
  /** A selection matched it; else the plan names it by id. */
  readonly isSelected: boolean;
}

/**
 * A selection without a match: never a silent nothing.
 *
 * @param unseen why the region could not be seen.
 */
export function matchesNothing({ source }: CopiedSources, path: Problem['path'], unseen?: string): Problem {
  const select = source.caches.find((_, index) => index === path[2])?.select;
  const nothing = `\`select\` matches no data cache in ${source.region}`;
  const mend =
    select?.bucket === undefined
      ? 'name the `bucket`, since the service may list the bucket `default` alone without one, and check the rest of the selection'
      : 'check its bucket, path, name and tags against what the region holds';
  const blind = unseen === undefined ? '' : ` (${unseen}: check the permission eci:DescribeDataCaches too)`;
  return { path, message: `${nothing}${blind}: ${mend}` };
}

/** Two sources for one place: one of them would overwrite the other. */
export function placeTaken(
  { bucket, path: place }: { readonly bucket: string; readonly path: string },
  second: PlanSource,
  first: PlanSource,
): Problem {
  const same = `\`${second.id}\` and \`${first.id}\` (${formatPath(first.path)}) have the same bucket \`${bucket}\` and path \`${place}\``;
  const mend =
    second.isSelected || first.isSelected
      ? 'narrow the selection, or name one of them by `id` with another path in `as`'
      : 'give one of them another path by `as`';
  return { path: second.path, message: `${same}: ${mend}` };
}

export function tooManySources(): Problem {
  const most = MAX_COPIES_PER_REGION.toLocaleString('en');
  return {
    path: ['source', 'caches'],
    message: `what is selected and what is named are more than ${most} source caches: narrow the selections, or split the plan`,
  };
}

/** The sources' places cannot travel in one payload. @param fitting how many such copies could, where that is known. */
export function placesTooLong(fitting?: number): Problem {
  const about = fitting === undefined ? '' : `, which carries about ${fitting.toLocaleString('en')} like these`;
  return {
    path: ['source', 'caches'],
    message: `the paths and names of the source caches are too many, too long and too different for the workflow of one region${about}: split the plan`,
  };
}

/** The copies of all regions together are more than the history of one run holds. */
export function tooManyCopies(fitting: number): Problem {
  return {
    path: ['targets'],
    message: `the copies to all of these regions are more than one run can keep in its history, about ${fitting.toLocaleString('en')} like these: split the plan, by regions or by source caches`,
  };
}
