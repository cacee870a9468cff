import { z } from 'zod';

/** The keys that the schema knows at a path; empty where it knows none or any. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodPrefault
  ) {
    return knownKeys(schema.def.innerType, path);
  }
  if (schema instanceof z.ZodPipe) return knownKeys(schema.def.in, path);
  if (schema instanceof z.ZodUnion)
    return [...new Set(schema.def.options.flatMap((option) => knownKeys(option, path)))];

  const [step, ...rest] = path;
  if (schema instanceof z.ZodArray) return step === undefined ? [] : knownKeys(schema.def.element, rest);
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.def.shape);
    const inner = schema.def.shape[String(step)];
    return inner === undefined ? [] : knownKeys(inner, rest);
  }
  return [];
}
