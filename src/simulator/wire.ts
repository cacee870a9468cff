import { ApiError } from './api-error.js';

/** The parameters of a call by their names on the wire, `Tag.1.Key` included. */
export type Params = ReadonlyMap<string, string>;

/** The service takes at most this many tags on one call. */
const MAX_TAGS = 20;

/** Parameters travel in the URL's query, whatever the method. */
export function parseQuery(url: string): Params {
  const start = url.indexOf('?');
  return new Map(new URLSearchParams(start === -1 ? '' : url.slice(start + 1)));
}

/** An empty parameter counts as one that was not sent. */
export function optional(params: Params, name: string): string | undefined {
  return params.get(name) || undefined;
}

/** @throws ApiError `MissingParameter` */
export function required(params: Params, name: string): string {
  const value = optional(params, name);
  if (value === undefined) throw new ApiError('MissingParameter', `The input parameter ${name} is mandatory.`);
  return value;
}

/** @throws ApiError `InvalidParameter` when it is no whole number within the bounds */
export function integer(params: Params, name: string, min: number, max: number): number | undefined {
  const text = optional(params, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) {
    throw new ApiError('InvalidParameter', `The parameter ${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

/** `Name.1`, `Name.2` and so on, in the order of their numbers. */
export function list(params: Params, name: string): string[] {
  return [...params]
    .flatMap(([key, value]) => {
      const index = key.startsWith(`${name}.`) ? key.slice(name.length + 1) : '';
      return /^\d{1,4}$/.test(index) && value !== '' ? [{ index: Number(index), value }] : [];
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ value }) => value);
}

/**
 * The tags of `Tag.N.Key` and `Tag.N.Value`; a value that was not sent is empty.
 *
 * Anything else below `Tag` is refused, since that is what the SDK sends for plain objects (trap 7).
 *
 * @throws ApiError `InvalidParameter`
 */
export function tags(params: Params): Map<string, string> {
  const result = new Map<string, string>();
  for (const [name, value] of params) {
    if (name !== 'Tag' && !name.startsWith('Tag.')) continue;
    const [, index, field] = /^Tag\.(\d{1,4})\.(Key|Value)$/.exec(name) ?? [];
    const key = index === undefined ? undefined : optional(params, `Tag.${index}.Key`);
    if (key === undefined) throw new ApiError('InvalidParameter', `The parameter ${name} is not valid.`);
    if (field === 'Value') continue;
    if (result.has(value)) throw new ApiError('InvalidParameter', `The tag key ${key} is given twice.`);
    result.set(key, params.get(`Tag.${index}.Value`) ?? '');
  }
  if (result.size > MAX_TAGS) throw new ApiError('InvalidParameter', `At most ${MAX_TAGS} tags are allowed.`);
  return result;
}
