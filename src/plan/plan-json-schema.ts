import { z } from 'zod';
import { defined } from '../defined.js';
import { planSchema } from './plan-schema.js';

const REFERENCE = '|\\$\\{[^}]*\\}';

/**
 * The plan's JSON Schema (draft 2020-12), for editors. It has every key, type and default, but not the checks between keys.
 */
export function planJsonSchema(): z.core.JSONSchema.JSONSchema {
  const { $schema, ...schema } = z.toJSONSchema(planSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema, path }) => {
      const { pattern } = jsonSchema;
      // Editors check the plan before its variables are replaced. A pattern comes here once per wrapper around it.
      if (pattern === undefined || pattern.endsWith(REFERENCE) || path.at(-1) === 'propertyNames') return;
      jsonSchema.pattern = pattern + REFERENCE;
    },
  });
  return {
    ...defined({ $schema }),
    $id: 'urn:eci-replicator:plan:1',
    title: 'eci-replicator plan',
    description: 'What to replicate: source data caches, target regions, and how to wait, retry and give up.',
    ...schema,
  };
}
