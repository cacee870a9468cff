import { parseArgs } from 'node:util';
import { CHECKLIST, nextRelease } from './release/checklist.js';
import { runScript } from './run/run-script.js';

/**
 * Walks through what must hold before a release and prints what does not, with what to do. `--all` includes what takes minutes.
 * Exits 1 unless everything was looked at and holds.
 */
await runScript(async () => {
  const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
  const release = await nextRelease();
  const { version, last } = release;
  process.stdout.write(`Release ${version}, after ${last ?? 'no other release'}\n`);
  let open = 0;
  for (const { what, isLong = false, problems } of CHECKLIST) {
    const isSkipped = isLong && !values.all;
    // One after another: each prints its own output, and the long ones need the whole machine.
    const found = isSkipped ? ['not looked at: add --all'] : await problems(release);
    if (found.length > 0) open += 1;
    process.stdout.write(`${found.length === 0 ? 'ok  ' : isSkipped ? '--  ' : 'FAIL'}  ${what}\n`);
    for (const problem of found) process.stdout.write(`      ${problem}\n`);
  }
  process.stdout.write(open === 0 ? `Next: ${publishing(version)}\n` : `${open} of ${CHECKLIST.length} are open.\n`);
  return open === 0 ? 0 : 1;
});

function publishing(version: string): string {
  return `git tag v${version} && git push origin v${version} && npm publish, then attach the output of npm run sbom`;
}
