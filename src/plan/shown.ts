/** Long enough to be recognised in the file, short enough for one line. */
const LONGEST = 40;

/** A value of the plan as it stands in a message: JSON, cut when long. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
