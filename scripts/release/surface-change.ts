/** What a release must at least increment, from the least to the most. */
export const CHANGES = ['none', 'added', 'broken'] as const;
export type Change = (typeof CHANGES)[number];

export interface SurfaceChange {
  readonly change: Change;
  /** Promises of the last release that are gone, or read differently now. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Compares two texts of docs/surface.txt: that of the last release, and that of today. Lines may move. */
export function surfaceChange(before: string, after: string): SurfaceChange {
  const [old, now] = [promises(before), promises(after)];
  const removed = [...old].filter((line) => !now.has(line));
  const added = [...now].filter((line) => !old.has(line));
  const change = removed.length > 0 ? 'broken' : added.length > 0 ? 'added' : 'none';
  return { change, removed, added };
}

function promises(text: string): Set<string> {
  return new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
}

type Version = readonly [major: number, minor: number, patch: number];

/**
 * Why the version does not announce the change, as a sentence. Before 1.0.0 a minor version may break, as Semantic Versioning
 * allows, and a patch may add.
 *
 * @param last the version of the last release, such as `0.1.0`.
 */
export function versionProblem(last: string, next: string, change: Change): string | undefined {
  const [from, to] = [versionOf(last), versionOf(next)];
  if (compare(from, to) >= 0) return `${next} is not later than the last release, ${last}`;
  const part = change === 'broken' ? 0 : change === 'added' ? 1 : 2;
  const counted = from[0] === 0 ? Math.min(part + 1, 2) : part;
  const least = increment(from, counted);
  if (compare(to, least) >= 0) return undefined;
  const what = change === 'broken' ? 'breaks a promise' : 'adds a promise';
  return `a release that ${what} of ${last} must be ${least.join('.')} or later, not ${next}`;
}

function versionOf(text: string): Version {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (match === null) throw new Error(`${text} is not a version of the form 1.2.3`);
  const [, major, minor, patch] = match;
  return [Number(major), Number(minor), Number(patch)];
}

/** @param part 0 for the major number, 1 for the minor, 2 for the patch. The numbers after it become 0. */
function increment([major, minor, patch]: Version, part: number): Version {
  if (part === 0) return [major + 1, 0, 0];
  return part === 1 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function compare(one: Version, other: Version): number {
  for (const part of [0, 1, 2] as const) {
    if (one[part] !== other[part]) return one[part] - other[part];
  }
  return 0;
}
