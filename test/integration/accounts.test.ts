import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { type RunningCommand, startEciReplicator } from './support/eci-replicator.js';
import { temporaryFolder } from './support/temporary-folder.js';

const CACHES = 2;

/** The commands of the section in docs/operations.md: variables, and the arguments of `eci-replicator`. */
async function documentedCommands(): Promise<{ env: Record<string, string>; args: string[] }[]> {
  const page = await readFile(join(repositoryRoot, 'docs/operations.md'), 'utf8');
  const block = /### Several accounts\n[^]*?```sh\n([^]*?)```/.exec(page)?.[1] ?? '';
  return block
    .trim()
    .split('\n')
    .map((line) => {
      const [before = '', after = ''] = line.split(' eci-replicator ');
      return {
        env: Object.fromEntries(before.split(' ').map((each) => each.split('=') as [string, string])),
        args: after.split(' '),
      };
    });
}

describe('two accounts in one namespace', () => {
  it('are served by a worker each, as docs/operations.md says, and each pays for its own plan', async () => {
    const folder = await temporaryFolder();
    const accounts = Object.fromEntries(
      await Promise.all(
        ['a', 'b'].map(async (name) => {
          const key = { accessKeyId: `key-of-${name}`, accessKeySecret: `secret-of-${name}` };
          const simulator = await simulatorForTest({
            sources: sourceCaches(CACHES),
            copyTime: '1s',
            credentials: [key],
          });
          const plan = planOf({ name: `weights-${name}`, caches: CACHES, regions: ['cn-beijing'] });
          await writeFile(join(folder, `weights-${name}.yaml`), JSON.stringify(plan));
          const profile = `[${name}]\ntype = access_key\naccess_key_id = ${key.accessKeyId}\naccess_key_secret = ${key.accessKeySecret}\n`;
          return [`account-${name}`, { simulator, profile }] as const;
        }),
      ),
    );
    await mkdir(join(folder, '.alibabacloud'));
    const profiles = Object.values(accounts).map(({ profile }) => profile);
    await writeFile(join(folder, '.alibabacloud/credentials'), profiles.join('\n'));

    const ended: RunningCommand[] = [];
    const commands = await documentedCommands();
    expect(commands.map(({ args: [command] }) => command)).toEqual(['worker', 'worker', 'run', 'run']);
    for (const { env, args } of commands) {
      const account = accounts[env['ECI_REPLICATOR_TASK_QUEUE'] ?? ''];
      const isWorker = args[0] === 'worker';
      const own = isWorker ? { HOME: folder, ECI_ENDPOINT: account?.simulator.url, ...env } : env;
      const running = startEciReplicator(args, { cwd: folder, env: { TEMPORAL_ADDRESS: temporalAddress(), ...own } });
      if (isWorker) await running.untilItSays('worker started');
      else ended.push(running);
    }
    for (const run of ended) {
      const { code, stdout, stderr } = await run.ended;
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(`${CACHES} of ${CACHES} copies ready`);
    }
    for (const [account, { simulator }] of Object.entries(accounts)) {
      const plans = simulator.ledger().billed.map(({ tags }) => tags['eci-replicator:plan']);
      expect(plans).toEqual(Array(CACHES).fill(account.replace('account', 'weights')));
    }
  });
});
