import { metricMeter } from '@temporalio/workflow';
import { Meter } from '../src/metrics/meter.js';

/** The metrics of workflow code. Nothing is recorded in a replay, and nothing of it is in the history. */
export const workflowMeter = new Meter(metricMeter);
