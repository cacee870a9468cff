import { z } from 'zod';

/** A region's id. Only its form is checked here: an unknown region is a warning, never a refusal. */
export const regionId = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, 'must be a region id such as `cn-hongkong`');

export const dataCacheId = z
  .string()
  .max(64)
  .regex(/^edc-[A-Za-z0-9-]+$/, 'must be a data cache id, which begins with `edc-`');

export const bucketName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'must be a bucket name: at most 63 letters, digits, dots, hyphens and underscores, first a letter or digit',
  );

/** A trailing or doubled slash, `.` and `..` would make two spellings of one path, and so two copies. */
export const cachePath = z
  .string()
  .max(512)
  .regex(
    /^\/(?!\.{1,2}(?:\/|$))(?:[^/\p{Cc}]+(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}]+)*)?$/u,
    'must be a path that begins with `/`, without `//`, `.`, `..` and a slash at its end',
  );

export const cacheName = z
  .string()
  .max(128)
  .regex(/^[^\p{Cc}]+$/u, 'must be a name of at most 128 printable characters');

/** Of a copy's own tags: ours and the platform's are refused. */
export const tagKey = z
  .string()
  .max(128)
  .regex(
    /^(?!eci-replicator:|aliyun|acs:)[^\p{Cc}]+$/u,
    'is no tag that a plan may set: a tag needs a name, and `eci-replicator:`, `aliyun` and `acs:` at its start are reserved',
  );

export const tagValue = z.string().max(128);

/** At most 20 tags a request are safe, and four are ours. */
export const MAX_TAGS = 16;

/** At most this many copies are made in one region. */
export const MAX_COPIES_PER_REGION = 2_000;

const MAX_IN_FLIGHT = 500;

export const maxInFlight = z.int().min(1).max(MAX_IN_FLIGHT);

export const variableName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'is no name for a variable: use letters, digits, `_` and `-`');

/** The worker's own keys and settings: no plan may have them sent, or anything signed by them. */
const OWN_VARIABLE = /^(ALIBABA_CLOUD|TEMPORAL|ECI)_/i;

/** The name of an environment variable of the worker. An address typed here by mistake is a secret: never show it. */
export const environmentVariable = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of one of the worker's environment variables, such as `REPLICATION_WEBHOOK`: the address itself stays out of the plan",
  )
  .refine(
    (name) => !OWN_VARIABLE.test(name),
    "must not be one of the worker's own variables (`ALIBABA_CLOUD_…`, `TEMPORAL_…`, `ECI_…`): use one of another name",
  );
