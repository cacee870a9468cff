/** The part of JSON Schema that the reference uses. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly not?: unknown;
  readonly enum?: readonly string[];
  readonly const?: string | number;
  readonly pattern?: string;
}

const HEAD = `# Plan reference

Generated from the code's schema by \`npm run schema\`. Unknown keys are rejected. Durations are written \`30s\`, \`10m\`, \`24h\`
or \`7d\`. \`\${x}\` in any string is a variable of \`vars\`; \`$\${\` is a literal \`\${\`. A plan is UTF-8. It has at most
1 MiB of YAML, 480 KiB of JSON with its variables replaced, 2,000 entries per list or map, 4,096 characters per text, and
2,000 copies per region. See [replication.yaml](../replication.yaml) for an example.

| key | type | meaning |
| --- | ---- | ------- |
`;

/** The section of the plan reference about selections. */
const SELECTIONS = `
## Selections

\`\`\`yaml
source:
  region: cn-hongkong
  caches:
    - select: { bucket: models, pathPrefix: /llama-3, tags: { release: "2026-11" } }
    - id: edc-bp1aaaabbbbcccc000
      as: { path: /llama-3/stable }
\`\`\`

A selection is resolved when the plan is run, from the listing of the source region. It stands for every data cache that
matches all of its conditions:

- \`pathPrefix\` matches whole segments of a path: \`/llama-3\` matches \`/llama-3\` and \`/llama-3/8b\`, but not \`/llama-30\`. \`/\`
  matches every path.
- \`name\` and \`bucket\` must be equal, and so must the value of each of \`tags\`. A cache may have other tags as well.
- The service may write a text otherwise than the plan. Capitals, a slash at either end, percent-encoding and the form of
  accents make no difference. There are no patterns: \`*\`, \`?\` and \`[\` are refused in \`pathPrefix\`.
- Caches that are \`Deleting\` never match. Those that are \`Failed\` do, and their copies fail visibly, as \`SourceFailed\`. The run
  waits for all others that are not \`Available\` yet.
- Set \`bucket\` if you can. The vendor does not document whether a listing without a bucket shows every bucket or only the
  bucket \`default\`. Without \`bucket\`, a run lists without a bucket, and also lists each bucket that the plan names or that
  contains a source named by \`id\`. It may not find caches in other buckets.

A source that is both named by \`id\` and selected, or selected twice, is one copy. The entry by \`id\` and its \`as\` take
precedence, whatever the order of the entries. Copies are in the order of the plan, and those of one selection are ordered by
bucket and path.

The run fails with \`InvalidPlan\`, before it requests any copy, in each of these cases:

- A selection matches nothing. The run accepts this at once if the region lists any data cache, or if ListUsage counts none.
  Otherwise the listing may be incomplete, and the run lists the region again every \`policy.ready.pollEvery\` until
  \`policy.ready.absentAfter\`.
- Two sources have the same bucket and path.
- There are more than 2,000 sources in total.
- The paths of the sources do not fit in one payload. 2,000 sources have room for about 70 characters each that they do not
  share with other paths.

The details of the run, its status, and \`selected\` in its memo show how many caches each selection matched. \`plan validate\`
does not use the network, so it does not know.
`;

const TAIL = `
${SELECTIONS}
## Variables

\`\`\`yaml
vars:
  release: "2026-11" # a string: unquoted numbers and booleans are rejected
  stage: # null: a value must be given at the start
\`\`\`

Set another value with \`--var release=2026-12\`, or in \`vars\` of the run's input. Undeclared variables are rejected. Variables
are not replaced in keys, and the value of a variable cannot use other variables.

## The run's input

The workflow \`replicate\` takes one JSON object:

- \`plan\`: a file in the worker's plan folder, for example \`"llm-weights.yaml"\`, or the plan itself as JSON.
- \`vars\`: values for the plan's variables. Optional.
- \`regions\`: only these targets. Optional.
- \`dryRun\`: true only reports what a run would do. Default: false. See [Previews](operations.md#previews).
- \`expectDigest\`: the \`previewDigest\` of a preview. The run starts nothing if its verdicts have another digest. Optional,
  and not with \`dryRun\`.

The plan's digest is a hash of the plan after variables and the selection of regions. \`run\` attaches to a run in progress
that has the same digest, so comments and the order of keys make no difference.
`;

/** The plan's keys as a Markdown page, from its JSON Schema. */
export function planReference(schema: object): string {
  return `${HEAD}${rows(schema, '').join('\n')}\n${TAIL}`;
}

function rows({ properties = {}, items, anyOf = [] }: Node, path: string): string[] {
  const own = Object.entries(properties).flatMap(([key, node]) => {
    if (node.not !== undefined) return [];
    const at = path === '' ? key : `${path}.${key}`;
    const choice = node.enum === undefined ? '' : ` One of ${node.enum.map((value) => `\`${value}\``).join(', ')}.`;
    const text = `${node.description ?? ''}${choice}`.trim().replaceAll('|', '\\|');
    return [...(text === '' ? [] : [`| \`${at}\` | ${typeOf(node)} | ${text} |`]), ...rows(node, at)];
  });
  const listed = items === undefined ? [] : rows(items, `${path}[]`);
  return [...new Set([...own, ...listed, ...anyOf.flatMap((node) => rows(node, path))])];
}

/** The type as the plan's messages call it. Durations are recognised by their pattern. */
function typeOf(node: Node): string {
  const { type, anyOf = [], pattern = '', enum: choices, const: only } = node;
  if (only !== undefined) return `\`${only}\``;
  if (choices !== undefined) return 'one of';
  if (pattern.includes('[smhd]$')) return 'duration';
  const [first] = anyOf;
  if (type === undefined) return first === undefined ? '' : typeOf(first);
  return { string: 'string', integer: 'integer', number: 'number', boolean: 'boolean', array: 'list' }[type] ?? 'map';
}
