import { executeChild } from '@temporalio/workflow';
import type { RegionResult } from '../../src/copies/region-result.js';
import type { RegionInput } from '../../workflows/region/region-input.js';
import { replicateRegion } from '../../workflows/replicate-region.js';

export * from '../../workflows/index.js';

/** A workflow for tests of a region alone, which refuses to run without a parent. */
export function startedRegion(workflowId: string, input: RegionInput): Promise<RegionResult> {
  return executeChild(replicateRegion, { workflowId, args: [input] });
}
