import { SELECTIONS } from './selections-section.js';

/** The part of JSON Schema that the reference reads. */
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

Made from the code's own schema by \`npm run schema\`. Nothing but these keys is accepted. Durations are \`30s\`, \`10m\`, \`24h\`
or \`7d\`. \`\${x}\` in any string is a variable of \`vars\`; \`$\${\` is a plain \`\${\`. A plan is at most 1 MiB, 480 KiB as
JSON with its variables put in, and 2,000 copies a region. [replication.yaml](../replication.yaml) is an example.

| key | type | meaning |
| --- | ---- | ------- |
`;

const TAIL = `
${SELECTIONS}
## Variables

\`\`\`yaml
vars:
  release: "2026-11" # text: an unquoted number or boolean is refused
  stage: # null: has to be given at the start
\`\`\`

Another value comes from \`--var release=2026-12\`, or from \`vars\` in the run's input. One that is given and not declared is
refused. Keys are not replaced, and a value does not use other variables.

## The run's input

The workflow \`replicate\` takes one JSON object:

- \`plan\`: a file of the worker's plan folder, such as \`"llm-weights.yaml"\`; or the plan itself as JSON.
- \`vars\`: values for the plan's variables. Optional.
- \`regions\`: only these targets. Optional.
- \`dryRun\`: true only tells what a run would do. Default: false. See
  [Previews](operations.md#previews).
- \`expectDigest\`: the \`previewDigest\` of a preview: nothing is started when another is found. Optional; not with \`dryRun\`.

The plan's digest is a hash of the plan after variables and selection of regions. By it \`run\` attaches to a run under way, so
a comment or another order of keys changes nothing.
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

/** The words of the plan's own messages; a duration is known by its pattern. */
function typeOf(node: Node): string {
  const { type, anyOf = [], pattern = '', enum: choices, const: only } = node;
  if (only !== undefined) return `\`${only}\``;
  if (choices !== undefined) return 'one of';
  if (pattern.includes('[smhd]$')) return 'duration';
  const [first] = anyOf;
  if (type === undefined) return first === undefined ? '' : typeOf(first);
  return (
    { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', array: 'list' }[type] ??
    'map'
  );
}
