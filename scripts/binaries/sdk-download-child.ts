import { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * Has the SDK download one server into a folder, and starts and stops it once: the SDK offers no download without a start.
 * A process of its own, since a download under way cannot be cancelled otherwise.
 *
 * Arguments: `temporal` or `temporal-test-server`, and the folder.
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
