import { planJsonSchema } from '../src/plan/json-schema.js';
import { keepCurrent } from './pages/keep-current.js';
import { planReference } from './pages/plan-reference.js';

// The plan's JSON Schema and its reference, from the code's own schema.
const schema = planJsonSchema();
keepCurrent(
  { 'replication.schema.json': `${JSON.stringify(schema, null, 2)}\n`, 'docs/plan.md': planReference(schema) },
  'schema',
);
