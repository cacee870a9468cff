import { readFileSync, writeFileSync } from 'node:fs';
import { planJsonSchema } from '../src/plan/json-schema.js';

// Writes replication.schema.json from the code's own schema; with --check, exits 1 when the file is not current.
const file = new URL('../replication.schema.json', import.meta.url);
const current = `${JSON.stringify(planJsonSchema(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (stored() !== current) {
    console.error('replication.schema.json is not current: run `npm run schema`, and commit it');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, current);
}

function stored(): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Not there yet is not current, and nothing else.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
