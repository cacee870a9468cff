/** The part of JSON Schema that the reference reads. */
interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly not?: unknown;
  readonly enum?: readonly unknown[];
}

const HEAD = `# Plan reference

Made from the code's own schema by \`npm run schema\`. Nothing but these keys is accepted. Durations are \`30s\`, \`10m\`, \`24h\`
or \`7d\`. \`\${x}\` in any string is a variable of \`vars\`; \`$\${\` is a plain \`\${\`. A plan is at most 1 MiB, and 2,000 copies a
region. [replication.yaml](../replication.yaml) is an example, and the README says what this version does not run yet.

| key | meaning |
| --- | ------- |
`;

/** The plan's keys as a Markdown page, from its JSON Schema. */
export function planReference(schema: object): string {
  return `${HEAD}${rows(schema, '').join('\n')}\n`;
}

function rows({ properties = {}, items, anyOf = [] }: Node, path: string): string[] {
  const own = Object.entries(properties).flatMap(([key, node]) => {
    if (node.not !== undefined) return [];
    const at = path === '' ? key : `${path}.${key}`;
    const choice =
      node.enum === undefined ? '' : ` One of ${node.enum.map((value) => `\`${String(value)}\``).join(', ')}.`;
    const text = `${node.description ?? ''}${choice}`.trim().replaceAll('|', '\\|');
    return [...(text === '' ? [] : [`| \`${at}\` | ${text} |`]), ...rows(node, at)];
  });
  const listed = items === undefined ? [] : rows(items, `${path}[]`);
  return [...new Set([...own, ...listed, ...anyOf.flatMap((node) => rows(node, path))])];
}
