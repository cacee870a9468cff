import { join } from 'node:path';
import { z } from 'zod';
import { ExitCode } from '../../src/cli/exit-code.js';
import { CONTROLS } from '../../src/controls/control-usage.js';
import { controlOf } from '../../src/controls/controls.js';
import { ERROR_FAMILIES } from '../../src/eci/error-table.js';
import { type Metric, METRICS } from '../../src/metrics/metric-table.js';
import { planJsonSchema } from '../../src/plan/plan-json-schema.js';
import { pruneInputSchema, runInputSchema } from '../../src/plan/run-input.js';
import { jsonSchemas } from '../../src/report/json-schemas.js';
import { searchAttributeKeys, typeName } from '../../src/search-attributes/keys.js';
import { environmentSchema } from '../../src/worker/environment.js';
import { copiesQuery, helpQuery, statusQuery } from '../../workflows/messages.js';
import { ENTRY_POINTS } from '../pages/api-page.js';
import { exportedDeclarations } from '../pages/exported-declarations.js';
import { repositoryRoot } from '../run/repository-root.js';
import { commandLines } from './command-lines.js';
import { schemaLines } from './schema-lines.js';

/** Variables that are read and that no schema declares. */
const OTHER_VARIABLES = [
  'TEMPORAL_CLI_PATH',
  'GITHUB_ACTIONS',
  'GITHUB_OUTPUT',
  'GITHUB_STEP_SUMMARY',
  'NO_COLOR',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
];

const HEADING = `# The published surface: what users script against, and what semantic versioning covers. Each line is one promise.
# Generated from the code by \`npm run surface\`. A line that disappears or changes needs a major version, a new one a minor version.`;

/**
 * Everything that is promised to users, as one line each: \`<kind> <promise>\`. The kinds are those of the changelog's first
 * paragraph.
 */
export function publishedSurface(): string {
  const schemas = jsonSchemas();
  const kinds: Readonly<Record<string, readonly string[]>> = {
    plan: schemaLines(planJsonSchema()),
    command: commandLines(),
    'exit-code': Object.entries(ExitCode).map(([name, code]) => `${code} ${name}`),
    report: schemaLines(schemas.report),
    outputs: schemaLines(schemas.outputs),
    preview: schemaLines(schemas.preview),
    error: ERROR_FAMILIES.flatMap(({ name, codes }) => Object.keys(codes).map((code) => `${code} (${name})`)),
    variable: [...inputLines(environmentSchema), ...OTHER_VARIABLES],
    'input-of-replicate': inputLines(runInputSchema),
    'input-of-prune': inputLines(pruneInputSchema),
    query: [statusQuery.name, helpQuery.name, copiesQuery.name, ...inputLines(copiesQuery.schema, copiesQuery.name)],
    update: CONTROLS.flatMap((name) => [name, ...inputLines(controlOf(name).input, name)]),
    'search-attribute': searchAttributeKeys.map((key) => `${key.name}: ${typeName(key)}`),
    metric: Object.values<Metric>(METRICS).map(({ name, kind, labels }) => `${name}{${labels.join(',')}} ${kind}`),
    export: Object.entries(ENTRY_POINTS).flatMap(([entry, file]) => exportLines(entry, file)),
  };
  const lines = Object.entries(kinds).flatMap(([kind, promises]) => promises.map((promise) => `${kind} ${promise}`));
  return `${HEADING}\n\n${lines.join('\n')}\n`;
}

/** @param of prefixes each line, for example with the message that takes the input. */
function inputLines(schema: z.ZodType, of?: string): string[] {
  const lines = schemaLines(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return of === undefined ? lines : lines.map((line) => `${of} ${line}`);
}

function exportLines(entry: string, file: string): string[] {
  const { declarations, others } = exportedDeclarations(join(repositoryRoot, file));
  const names = [...declarations.map(({ name }) => name), ...[...others.values()].flat()];
  return names.map((name) => `${entry} ${name}`);
}
