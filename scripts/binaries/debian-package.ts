import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';

/**
 * Installs a Debian package and what it depends on, for the whole machine.
 *
 * @throws Error without root, on a system without apt-get, or if the installation fails.
 */
export async function installDebianPackage(name: string): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('needs root');
  const apt = ['-qq', '-o', 'DPkg::Lock::Timeout=120'];
  await withProgress(`Installing the Debian package ${name}, once per machine`, async () => {
    await runQuietly('apt-get', [...apt, 'update']);
    await runQuietly('apt-get', [...apt, 'install', '-y', '--no-install-recommends', name], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  });
}
