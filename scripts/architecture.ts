import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleGraph } from './architecture/module-graph.js';
import { violations } from './architecture/rules.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';

/** The product; tests, scripts and benchmarks may import whatever they need. */
const FOLDERS = ['src', 'workflows', 'activities'];

await runScript(async () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  const sources = new Map(files.map((file) => [file, readFileSync(join(repositoryRoot, file), 'utf8')]));
  const found = violations(moduleGraph(sources));
  for (const sentence of found) console.error(sentence);
  console.log(`${files.length} files, ${found.length} violations of the architecture`);
  return found.length === 0 ? 0 : 1;
});
