import { planJsonSchema } from '../src/plan/plan-json-schema.js';
import { jsonSchemas } from '../src/report/json-schemas.js';
import { keepCurrent } from './pages/keep-current.js';
import { planReference } from './pages/plan-reference.js';

// Generated from the code's own schemas: the plan's JSON Schema and its reference, and the JSON Schemas of the output.
const schema = planJsonSchema();
const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const printed = Object.entries(jsonSchemas()).map(([name, each]) => [`schemas/${name}.schema.json`, text(each)]);
keepCurrent(
  { 'replication.schema.json': text(schema), 'docs/plan.md': planReference(schema), ...Object.fromEntries(printed) },
  'schema',
);
