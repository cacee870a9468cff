import { parseDocument } from 'yaml';
import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `300ms`, `2s`, `10m`, `20h` or `7d`, as milliseconds. Unlike in a plan, `ms` and 0 are allowed. */
const duration = z.string().transform((text, context) => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (amount === undefined || factor === undefined) {
    context.addIssue({ code: 'custom', message: 'must be a duration: a number and ms, s, m, h or d, such as 2s' });
    return z.NEVER;
  }
  return Math.round(Number(amount) * factor);
});

const absolutePath = z.string().startsWith('/');

/** A data cache that exists from the start, whoever created it. */
const placedCache = z
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
    availableAfter: duration.optional(),
    /** The cache expires and disappears then. Default: never. */
    expiresAfter: duration.optional(),
    tags: z.record(z.string().min(1), z.string()).prefault({}),
  })
  .transform((cache) => ({
    ...cache,
    name: cache.name ?? cache.path.slice(1).replaceAll('/', '-'),
    status: cache.status ?? (cache.availableAfter === undefined ? 'Available' : 'Creating'),
  }));

/** Many Available source caches in one region: `<prefix>00001` at `<pathPrefix>/00001` and so on. */
const generatedCaches = z
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

const regionRules = z.strictObject({
  /** The most data caches that the region holds; more is QuotaExceeded. Default: 100,000, or 0 when `quotaLiftsAfter` is set. */
  quota: z.int().min(0).optional(),
  /** The quota is 100,000 from then on. */
  quotaLiftsAfter: duration.optional(),
  /** Until then every copy is refused with OperationDenied.NoStock. */
  noStockUntil: duration.optional(),
  neverStock: z.boolean().default(false),
  /** Default: the scenario's. */
  copyTime: duration.optional(),
  /** Every copy is refused with this code, such as `Zone.NotOnSale`. */
  errorCode: z.string().min(1).optional(),
  /** DescribeDataCaches lists nothing, as without the permission. */
  blindDescribe: z.boolean().default(false),
  /** ListUsage is refused with NoPermission. */
  denyListUsage: z.boolean().default(false),
});

const every = z.int().min(1).optional();
const times = z.int().min(1).default(1);
/** Selects copies of one source to one region. An absent field matches all. */
const copyMatch = { source: z.string().optional(), region: z.string().optional() };

/**
 * Injected faults. Counters decide, never chance: `…Every: 5` strikes the 5th, 10th, 15th time.
 *
 * `fail`, `html`, `stall` and `throttle` count requests of every action. `loseCopyAnswer`, `emptyId` and
 * `idempotentProcessing` count billed copies, and so never a repeated answer. `idempotentFailed` counts new client tokens.
 */
const faultSettings = z.strictObject({
  /** The copy is made, and the connection is closed without a response. */
  loseCopyAnswerEvery: every,
  /** The copy is made, and the response is 200 without a DataCacheId (trap 5). */
  emptyIdEvery: every,
  /** The copy is made, and the response is 400 IdempotentProcessing. Repeating the request returns its id. */
  idempotentProcessingEvery: every,
  /** The first request with a token is refused with 400 IdempotentFailed, and so is every later one with it. */
  idempotentFailedEvery: every,
  /** 500 InternalError. */
  failEvery: every,
  /** Whether the request is carried out before the 500. */
  failAfterCommit: z.boolean().default(false),
  /** An HTML page with status 502 (trap 6). */
  htmlEvery: every,
  /** Whether the request is carried out before the 502. */
  htmlAfterCommit: z.boolean().default(false),
  /** No response for `stallFor` of real time. */
  stallEvery: every,
  stallFor: duration.prefault('35s'),
  /** Whether the request is carried out before the stall. Otherwise it ends with 503 ServiceUnavailable. */
  stallAfterCommit: z.boolean().default(true),
  /** 400 Throttling.User. */
  throttleEvery: every,
  /** How long DescribeDataCaches does not show a new copy. */
  staleDescribeFor: duration.prefault('0s'),
  /** Copies that end Failed with a Warning event: the next N, or the next N of each match. */
  failCopies: z
    .union([z.int().min(0), z.array(z.strictObject({ ...copyMatch, times, reason: z.string().default('CopyFailed') }))])
    .prefault([])
    .transform((value) =>
      typeof value !== 'number' ? value : value === 0 ? [] : [{ times: value, reason: 'CopyFailed' }],
    ),
  /** Copies that disappear, without having been deleted, that long after they were made. */
  vanish: z.array(z.strictObject({ ...copyMatch, times, after: duration })).prefault([]),
  /** The next matching calls are refused with this code, before anything else is checked. */
  copyRefusals: z
    .array(
      z.strictObject({
        ...copyMatch,
        times,
        code: z.string().min(1),
        /** HTTP status. Default: the documented one, or 400. */
        status: z.int().min(400).max(599).optional(),
      }),
    )
    .prefault([]),
});

/** Questions that the vendor's documentation leaves open. Each is a switch, and clients must survive every answer. */
const openQuestions = z.strictObject({
  /** Without ids and without Bucket, does DescribeDataCaches list all buckets, or only the bucket `default`? */
  describeWithoutBucket: z.enum(['all', 'defaultOnly']).default('all'),
  /** Is a copy to an occupied bucket and path accepted, or refused with 400 InvalidParameter.PathTaken? */
  pathTaken: z.enum(['accept', 'refuse']).default('accept'),
  /** Without Bucket, Path or Name, does a copy take the source's, or the bucket `default` and its own id? */
  defaultBucketAndPath: z.enum(['source', 'default']).default('source'),
  /** Is a client token known in the whole account, or only in the source region? */
  tokenScope: z.enum(['account', 'region']).default('account'),
  /** How long does the service remember a client token? Absent: forever. */
  tokenMemory: duration.optional(),
  /** Do RetentionDays count from the request, or from when the copy is Available? */
  retentionFrom: z.enum(['creation', 'available']).default('creation'),
  /** The maximum of RetentionDays; more is 400 InvalidParameter. */
  retentionMax: z.int().min(1).default(36_500),
  /** Which of the two statuses before Available comes first? */
  firstStatus: z.enum(['Loading', 'Creating']).default('Loading'),
  /** How long is a deleted cache still shown, as `Deleting`, and counted? */
  deletingFor: duration.prefault('0s'),
});

const schema = z
  .strictObject({
    /** Accepted keys; at least one. */
    credentials: z
      .array(
        z.strictObject({
          accessKeyId: z.string().min(1),
          accessKeySecret: z.string().min(1),
          securityToken: z.string().min(1).optional(),
        }),
      )
      .min(1)
      .prefault([{ accessKeyId: 'simulator', accessKeySecret: 'simulator-secret' }]),
    /** When the scenario's time starts, from which durations such as `quotaLiftsAfter` count: at the simulator's start or at the first CopyDataCache call. */
    timeStarts: z.enum(['atStart', 'atFirstCopy']).default('atStart'),
    /** From the request until the copy is Available. */
    copyTime: duration.prefault('2s'),
    sources: z.array(placedCache).prefault([]),
    generate: generatedCaches.optional(),
    /** Caches that exist in the target regions before any copy is made, ours or not. */
    existing: z.array(placedCache).prefault([]),
    /** Rules by region. */
    regions: z.record(z.string(), regionRules).prefault({}),
    /** Calls of one action accepted per second, over all regions. More are refused with Throttling.User. */
    throttle: z.strictObject({ perSecond: z.int().min(1) }).optional(),
    faults: faultSettings.prefault({}),
    open: openQuestions.prefault({}),
  })
  .superRefine((scenario, context) => {
    const seen = new Set<string>();
    for (const { region, id } of [...scenario.sources, ...(scenario.generate ?? []), ...scenario.existing]) {
      if (id === undefined) continue;
      const key = `${region} ${id}`;
      if (seen.has(key)) context.addIssue({ code: 'custom', message: `${id} is given twice in ${region}` });
      seen.add(key);
    }
  });

/** The world that the simulator shows, and the faults that it injects. Durations are milliseconds. */
export type Scenario = z.output<typeof schema>;
/** A scenario as it is written: every field has a default, durations are text. */
export type ScenarioInput = z.input<typeof schema>;
export type PlacedCache = z.output<typeof placedCache>;
export type RegionRules = z.output<typeof regionRules>;
export type FaultSettings = z.output<typeof faultSettings>;
export type OpenQuestions = z.output<typeof openQuestions>;

/** The scenario is not valid. Lists every problem as `path: message`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(readonly problems: readonly string[]) {
    super(`the scenario is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Parses a scenario file (YAML). Empty text is the default scenario. @throws ScenarioError */
export function parseScenario(text: string): Scenario {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) throw new ScenarioError(document.errors.map(({ message }) => message));
  return scenarioOf(document.toJS() ?? {});
}

/** Validates a scenario that is already parsed, and fills in the defaults. @throws ScenarioError */
export function scenarioOf(input: unknown): Scenario {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ScenarioError(
    result.error.issues.map(({ path, message }) => `${path.length === 0 ? 'scenario' : path.join('.')}: ${message}`),
  );
}

const NO_RULES: RegionRules = regionRules.parse({});

/** A region that the scenario does not name has no rules. */
export function rulesOf(scenario: Scenario, region: string): RegionRules {
  return Object.hasOwn(scenario.regions, region) ? (scenario.regions[region] ?? NO_RULES) : NO_RULES;
}
