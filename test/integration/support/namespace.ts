import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { vi } from 'vitest';

/** Registers a namespace on the server and waits until it is usable. What a test registers in it is invisible to other tests. */
export async function openNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const { workflowService } = connection;
    const workflowExecutionRetentionPeriod = msToTs('1 day');
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    await vi.waitFor(() => workflowService.listWorkflowExecutions({ namespace }), { timeout: 20_000 });
  } finally {
    await connection.close();
  }
}
