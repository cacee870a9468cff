import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TRACING } from './package/bundle-cli.js';
import { type Bom, shippedPackages } from './release/shipped-packages.js';
import { output } from './run/output.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';

/** Prints what the package contains, as CycloneDX JSON: what npm installs with it, and what is bundled into it. */
await runScript(async () => {
  const all = JSON.parse(
    await output('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']),
  ) as Bom;
  const manifest = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')) as Manifest;
  const bundled = Object.keys(manifest.devDependencies).filter((name) =>
    TRACING.some((prefix) => name === prefix || name.startsWith(`${prefix}/`)),
  );
  const shipped = shippedPackages(all, [...Object.keys(manifest.dependencies), ...bundled]);
  process.stdout.write(`${JSON.stringify(shipped, null, 2)}\n`);
  return 0;
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
