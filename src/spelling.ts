/*
 * The service does not promise to write values back as they were sent: a path may gain a trailing slash, a bucket may lose
 * its capitals. Everything here is for comparing only. What is sent is what the plan says.
 */

/** A bucket and path. */
export interface Place {
  readonly bucket: string;
  readonly path: string;
}

/** The form in which two spellings of one value are equal: decoded, composed, and without capitals. */
export function canonical(text: string): string {
  return decoded(text).normalize('NFC').toLowerCase();
}

/** Whether the service may have written one of these for the other. */
export function isSameText(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** The key of a place: equal for all of its spellings. */
export function placeKey({ bucket, path }: Place): string {
  return JSON.stringify([canonical(bucket), canonicalPath(path)]);
}

/** A path as {@link canonical} text, with one slash before each of its segments; `/` if it has none. */
export function canonicalPath(path: string): string {
  return `/${segments(canonical(path)).join('/')}`;
}

/** The values of tags by key, both as {@link canonical} text. */
export function canonicalTags(tags: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(tags).map(([key, value]) => [canonical(key), canonical(value)]));
}

/** Whether the service wrote both a bucket and a path. Without them, only the tags say which copy a data cache is. */
export function isPlaced({ bucket, path }: Place): boolean {
  return bucket !== '' && path !== '';
}

/**
 * The ways to ask for a place whose own spelling at the service is not known, the plan's first: a filter may match only what
 * the service itself wrote.
 *
 * @param keepsPaths whether the service is known to write paths without a trailing slash.
 */
export function spellings({ bucket, path }: Place, keepsPaths = false): Place[] {
  const buckets = bucketSpellings(bucket);
  const paths = new Set([path, keepsPaths || path.endsWith('/') ? path : `${path}/`]);
  return buckets.flatMap((one) => [...paths].map((other) => ({ bucket: one, path: other })));
}

/** As {@link spellings}, for a bucket alone. */
export function bucketSpellings(bucket: string): string[] {
  return [...new Set([bucket, bucket.toLowerCase()])];
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** Without its percent-encoding, if it has any. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
