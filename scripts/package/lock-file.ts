import { z } from 'zod';

/** The parts of `package-lock.json`, version 3, that are checked. */
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

const REGENERATE =
  'Make the lock file from nothing: `rm -rf node_modules package-lock.json && npm install`. Over an existing node_modules, npm leaves out what belongs to other platforms (npm/cli#4828).';

/**
 * What is wrong with a lock file. An entry without `integrity` would be installed without verification; npm writes such an entry
 * without `os` and `cpu` too, so it would also be installed on every platform.
 *
 * @param json - the parsed `package-lock.json`.
 * @returns a sentence for each kind of problem.
 */
export function lockFileProblems(json: unknown): string[] {
  const { packages } = lockFile.parse(json);
  const installed = Object.entries(packages).filter(([place, { link }]) => place !== '' && link !== true);
  const unverified = installed.filter(([, { integrity }]) => integrity === undefined).map(([place]) => place);
  const { dependencies = {}, devDependencies = {} } = packages[''] ?? {};
  const ranges = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
    .map(([name, version]) => `${name}@${version}`);
  return [
    ...(installed.length === 0 ? [`package-lock.json has no packages. ${REGENERATE}`] : []),
    ...(unverified.length === 0 ? [] : [`package-lock.json has no integrity for ${listed(unverified)}. ${REGENERATE}`]),
    ...(ranges.length === 0 ? [] : [`package.json must name exact versions, unlike ${listed(ranges)}.`]),
  ];
}

/** The first five, and how many more. */
function listed(names: readonly string[]): string {
  const more = names.length - 5;
  return `${names.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
