import { z } from 'zod';
import { outputsSchema } from './outputs.js';
import { previewSchema } from './preview.js';
import { reportSchema } from './report-schema.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** JSON Schemas (draft 2020-12) of what the commands print and write as JSON, by name. */
export function jsonSchemas(): Readonly<Record<'report' | 'outputs' | 'preview', JsonSchema>> {
  return {
    report: jsonSchema(reportSchema, 'report', 'The outcome of every copy of a run.'),
    outputs: jsonSchema(outputsSchema, 'outputs', 'The ready copies of a run, for a deployment.'),
    preview: jsonSchema(previewSchema, 'preview', 'What a run of the plan would do about every copy.'),
  };
}

function jsonSchema(schema: z.ZodType, name: string, description: string): JsonSchema {
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return {
    ...($schema === undefined ? {} : { $schema }),
    $id: `urn:eci-replicator:${name}:1`,
    title: `eci-replicator ${name}`,
    description,
    ...body,
  };
}
