/** `T` without `undefined`: a field that may be undefined becomes an optional one, every other field stays required. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The fields whose value is not `undefined`. An optional field is then absent rather than present and `undefined`, so it
 * overrides no default in a spread or in a library's options, and changes no digest. `null`, `false`, 0 and '' stay.
 *
 * @example `{ source, ...defined({ sizeGiB, expiresAt }) }`
 */
export function defined<const T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
