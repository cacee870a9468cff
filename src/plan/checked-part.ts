import { z } from 'zod';
import { isJsonMap } from './json-document.js';
import { MAX_PROBLEMS } from './problem.js';

/**
 * The part of a document that is worth checking: of each list, as many entries as it may have, and one more; and of all lists
 * together, the entries up to the hundredth problem.
 *
 * zod checks every entry of a list, and an error costs it a hundred times as much as a valid entry: two thousand wrong ones
 * would hold up a worker's workflows.
 */
export function checkedPart(schema: z.core.$ZodType, document: unknown): { part: unknown; isWhole: boolean } {
  let left = MAX_PROBLEMS;
  let isWhole = true;

  const partOf = (given: z.core.$ZodType, value: unknown): unknown => {
    const inner = unwrapped(given);
    if (inner instanceof z.ZodArray && Array.isArray(value)) return list(inner, value);
    if (inner instanceof z.ZodObject && isJsonMap(value)) return map(inner, value);
    return value;
  };

  const list = ({ element, _zod }: z.ZodArray, entries: readonly unknown[]): unknown[] => {
    const most = Number(_zod.bag['maximum'] ?? Number.POSITIVE_INFINITY);
    const part: unknown[] = [];
    for (const entry of entries) {
      // A list without entries would have another problem.
      if (part.length > most || (left <= 0 && part.length > 0)) {
        isWhole = false;
        break;
      }
      const checked = partOf(element, entry);
      part.push(checked);
      left -= z.safeParse(element, checked).error?.issues.length ?? 0;
    }
    return part;
  };

  const map = ({ shape }: z.ZodObject, entries: Record<string, unknown>): unknown =>
    Object.fromEntries(
      Object.entries(entries).map(([key, value]) => {
        const inner = Object.hasOwn(shape, key) ? shape[key] : undefined;
        return [key, inner === undefined ? value : partOf(inner, value)];
      }),
    );

  const part = partOf(schema, document);
  return { part, isWhole };
}

/** Without what does not change the form of a value. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrapped(schema.def.innerType);
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.def.in) : schema;
}
