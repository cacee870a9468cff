import { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * Downloads one server into a folder with the SDK, and starts and stops it once, because the SDK downloads only at start.
 * This is a separate process because a running download cannot be cancelled in any other way.
 *
 * Arguments: `temporal` or `temporal-test-server`, then the folder.
 */
const [binary, downloadDir = ''] = process.argv.slice(2);
const server = { executable: { type: 'cached-download' as const, downloadDir } };

try {
  const environment =
    binary === 'temporal'
      ? await TestWorkflowEnvironment.createLocal({ server })
      : await TestWorkflowEnvironment.createTimeSkipping({ server });
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
