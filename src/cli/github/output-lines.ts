/**
 * A step's outputs as `$GITHUB_OUTPUT` takes them. The delimiter must be one that no value can foresee: a value that held it
 * would set outputs of its own.
 */
export function outputLines(outputs: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join('');
}
