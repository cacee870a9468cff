import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noTemporalCli, resolveTemporalCli } from '../../../src/dev/temporal-cli.js';

describe('resolveTemporalCli', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
    for (const folder of ['first', 'second']) {
      await mkdir(join(root, folder));
      await writeFile(join(root, folder, 'temporal'), '', { mode: 0o755 });
    }
  });
  afterEach(() => rm(root, { recursive: true }));

  const found = (path: string) => ({ type: 'existing-path', path: join(root, path) });
  const searchPath = (...folders: string[]) => folders.map((folder) => join(root, folder)).join(delimiter);

  it('takes TEMPORAL_CLI_PATH before PATH', () => {
    const env = { TEMPORAL_CLI_PATH: join(root, 'second/temporal'), PATH: searchPath('first') };
    expect(resolveTemporalCli(env)).toEqual(found('second/temporal'));
  });

  it('takes the first temporal on PATH', () => {
    expect(resolveTemporalCli({ PATH: searchPath('none', 'second', 'first') })).toEqual(found('second/temporal'));
  });

  it('skips a file on PATH that cannot be executed, and a folder of that name', async () => {
    await chmod(join(root, 'first/temporal'), 0o644);
    await mkdir(join(root, 'third/temporal'), { recursive: true });
    expect(resolveTemporalCli({ PATH: searchPath('first', 'third', 'second') })).toEqual(found('second/temporal'));
  });

  it.each([{}, { PATH: '' }, { PATH: delimiter, TEMPORAL_CLI_PATH: '' }])(
    "leaves it to the SDK's download when there is none: %j",
    (env) => {
      expect(resolveTemporalCli(env)).toEqual({ type: 'cached-download' });
    },
  );

  it('rejects a TEMPORAL_CLI_PATH that is not an executable file, whatever is on PATH', () => {
    const path = join(root, 'none/temporal');
    expect(() => resolveTemporalCli({ TEMPORAL_CLI_PATH: path, PATH: searchPath('first') })).toThrow(
      `TEMPORAL_CLI_PATH is ${path}, which is not an executable file.`,
    );
  });

  it('lists the reason and the choices if the download failed', () => {
    const message = noTemporalCli('no network');
    expect(message).toContain('no network');
    expect(message).toContain('TEMPORAL_CLI_PATH');
    expect(message).toContain('go install github.com/temporalio/cli/cmd/temporal@v1.5.1');
  });
});
