import { z } from 'zod';
import { scenarioDuration } from './duration.js';

const absolutePath = z.string().startsWith('/');

/** A data cache that exists from the start, whoever created it. */
export const placedCache = z
  .strictObject({
    region: z.string().min(1),
    /** Default: a generated id. */
    id: z.string().min(1).optional(),
    bucket: z.string().min(1),
    path: absolutePath,
    /** Default: the path with dashes for slashes. */
    name: z.string().min(1).optional(),
    sizeGiB: z.int().min(1).default(20),
    /** Default: `Available`, or `Creating` when `availableAfter` is set. Any text is accepted. */
    status: z.string().min(1).optional(),
    /** The status is `Available` from then on. */
    availableAfter: scenarioDuration.optional(),
    /** The cache expires and disappears then. Default: never. */
    expiresAfter: scenarioDuration.optional(),
    resourceGroupId: z.string().min(1).optional(),
    tags: z.record(z.string().min(1), z.string()).prefault({}),
  })
  .transform((cache) => ({
    ...cache,
    name: cache.name ?? cache.path.slice(1).replaceAll('/', '-'),
    status: cache.status ?? (cache.availableAfter === undefined ? 'Available' : 'Creating'),
  }));

/** Many Available source caches in one region: `<prefix>00001` at `<pathPrefix>/00001` and so on. */
export const generatedCaches = z
  .strictObject({
    region: z.string().min(1),
    count: z.int().min(1).max(100_000),
    /** Prefix of the ids. */
    prefix: z.string().min(1).default('edc-generated'),
    bucket: z.string().min(1).default('generated'),
    pathPrefix: absolutePath.default('/generated'),
    sizeGiB: z.int().min(1).default(20),
  })
  .transform(({ region, count, prefix, bucket, pathPrefix, sizeGiB }): PlacedCache[] =>
    Array.from({ length: count }, (_, index) => {
      const number = String(index + 1).padStart(5, '0');
      const id = `${prefix}${number}`;
      return { region, id, bucket, path: `${pathPrefix}/${number}`, name: id, sizeGiB, status: 'Available', tags: {} };
    }),
  );

export type PlacedCache = z.output<typeof placedCache>;
