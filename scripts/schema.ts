import { readFileSync, writeFileSync } from 'node:fs';
import { planJsonSchema } from '../src/plan/json-schema.js';
import { planReference } from './plan-reference.js';

// Writes the plan's JSON Schema and its reference from the code's own schema; with --check, exits 1 when one is not current.
const schema = planJsonSchema();
const files = {
  'replication.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
  'docs/plan.md': planReference(schema),
};

for (const [name, current] of Object.entries(files)) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, current);
  } else if (stored(file) !== current) {
    console.error(`${name} is not current: run \`npm run schema\`, and commit it`);
    process.exitCode = 1;
  }
}

function stored(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Not there yet is not current, and nothing else.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
