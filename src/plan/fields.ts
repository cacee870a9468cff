import { z } from 'zod';
import { webhookVariableProblem } from '../webhook-variable.js';
import { canonical } from '../spelling.js';
import { VISIBLE } from '../odd-characters.js';

/** A region id. Only its form is checked: an unknown region is a warning, not an error. */
export const regionId = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, 'must be a region id, for example `cn-hongkong`');

export const dataCacheId = z
  .string()
  .max(64)
  .regex(/^edc-[A-Za-z0-9-]+$/, 'must be a data cache id, which starts with `edc-`');

/** The pattern of a text in capital or small letters. JSON Schema has no flag for that. */
function anyCase(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

export const bucketName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'must be a bucket name: 1 to 63 letters, digits, dots, hyphens and underscores, starting with a letter or digit',
  )
  .refine((name) => canonical(name) !== 'eci-system', 'must not be `eci-system`, a bucket that the service reserves');

const SEGMENT = `(?!\\.{1,2}(?:/|$))(?:(?!/)${VISIBLE})+`;

/** A trailing or doubled slash, `.` and `..` would give one path several spellings, and so allow two copies of it. */
export const cachePath = z
  .string()
  .max(512)
  .regex(
    new RegExp(`^/(?:${SEGMENT}(?:/${SEGMENT})*)?$`, 'u'),
    'must be a path that starts with `/` and has no `//`, `.`, `..`, trailing slash or invisible characters',
  );

/** Patterns may come. Until then, one that is taken literally would match nothing that anyone meant. */
export const pathPrefix = cachePath.refine(
  (prefix) => !/[*?[]/.test(prefix),
  'must not have `*`, `?` or `[`, as it is not a pattern: it matches whole segments, so `/llama` also selects `/llama/8b`, but not `/llama-3`',
);

export const cacheName = z
  .string()
  .max(128)
  .regex(new RegExp(`^${VISIBLE}+$`, 'u'), 'must be a name of 1 to 128 visible characters');

const URL_START = `${anyCase('http')}[sS]?://`;

/** The key of a tag of a copy. The prefixes of this tool and of the platform are reserved, and the service refuses URLs. */
export const tagKey = z
  .string()
  .max(128)
  .regex(
    new RegExp(
      `^(?!${anyCase('eci-replicator:')}|${anyCase('aliyun')}|${anyCase('acs:')}|.*${URL_START})${VISIBLE}+$`,
      'u',
    ),
    'is not a valid tag key: it must have visible characters only and no `http://` or `https://`, and the prefixes `eci-replicator:`, `aliyun` and `acs:` are reserved',
  );

export const tagValue = z
  .string()
  .max(128)
  .regex(
    new RegExp(`^(?![\\s\\S]*${URL_START})`),
    'must not contain `http://` or `https://`, which the service refuses',
  );

/** The service accepts 20 tags per request, and this tool adds four. */
export const MAX_TAGS = 16;

export const MAX_COPIES_PER_REGION = 2_000;

const MAX_IN_FLIGHT = 500;

export const maxInFlight = z.int().min(1).max(MAX_IN_FLIGHT);

export const variableName = z
  .string()
  .max(64)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_-]*$/,
    'is not a valid variable name: use letters, digits, `_` and `-`, starting with a letter or `_`',
  );

/** The name of an environment variable of the worker. A webhook address entered here by mistake is a secret: never show it. */
export const environmentVariable = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of one of the worker's environment variables, for example `REPLICATION_WEBHOOK`; do not put the address itself in the plan",
  )
  .refine((name) => webhookVariableProblem(name) === undefined, {
    error: ({ input }) => webhookVariableProblem(String(input)),
  });

/** The schema of a key that `other` rules out. */
export function excludedBy(other: string) {
  return z.never({ error: `cannot be combined with \`${other}\`: remove one of them` }).exactOptional();
}
