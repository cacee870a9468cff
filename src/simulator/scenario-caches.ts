import { z } from 'zod';
import { duration } from './scenario-duration.js';

const path = z.string().startsWith('/');

/** A data cache that exists from the start, whoever made it. */
export const placedCache = z
  .strictObject({
    region: z.string().min(1),
    /** Made up when absent. */
    id: z.string().min(1).optional(),
    bucket: z.string().min(1),
    path,
    /** Default: the path with dashes. */
    name: z.string().min(1).optional(),
    sizeGiB: z.int().min(1).default(20),
    /** Default: `Available`, or `Creating` when `availableAfter` is set. Any status may be written. */
    status: z.string().min(1).optional(),
    /** From then on the status is `Available`. */
    availableAfter: duration.optional(),
    /** When it expires and is gone; default never. */
    expiresAfter: duration.optional(),
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
    /** Of the ids. */
    prefix: z.string().min(1).default('edc-generated'),
    bucket: z.string().min(1).default('generated'),
    pathPrefix: path.default('/generated'),
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
