import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { landmarks, missingLandmarks } from '../../../scripts/histories/landmarks.js';
import { machineTraces, portableHistory } from '../../../scripts/histories/portable-history.js';

const scheduled = {
  eventId: '2',
  eventType: 'EVENT_TYPE_WORKFLOW_TASK_SCHEDULED',
  taskId: '1049597',
  workflowTaskScheduledEventAttributes: {
    taskQueue: { name: `4711@${hostname()}-7890`, kind: 'TASK_QUEUE_KIND_STICKY', normalName: 'recording' },
  },
};
const failed = {
  eventId: '3',
  eventType: 'EVENT_TYPE_ACTIVITY_TASK_FAILED',
  activityTaskFailedEventAttributes: {
    identity: `4711@${hostname()}`,
    failure: { message: 'refused', stackTrace: `at ${import.meta.url}`, applicationFailureInfo: { type: 'Refused' } },
  },
};

describe('a recorded history', () => {
  it('has nothing of the machine it was recorded on', () => {
    const history = { events: [scheduled, failed] };
    expect(machineTraces(history)).not.toEqual([]);
    const portable = portableHistory(history);
    expect(machineTraces(portable)).toEqual([]);
    expect(portable.events).toMatchObject([
      { workflowTaskScheduledEventAttributes: { taskQueue: { name: 'sticky', normalName: 'recording' } } },
      { activityTaskFailedEventAttributes: { identity: 'recorder', failure: { message: 'refused' } } },
    ]);
  });

  it('is searched for traces of the machine in its payloads too', () => {
    const data = Buffer.from('{"reason":"connect ECONNREFUSED 127.0.0.1:4040"}').toString('base64');
    const input = { payloads: [{ data }] };
    const event = { eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED', startedAttributes: { input } };
    expect(machineTraces({ events: [event] })).toEqual(['127.0.0.1']);
  });

  it('is refused when it lacks what it is kept for', () => {
    const history = { events: [scheduled, failed] };
    expect(Object.fromEntries(landmarks(history))).toEqual({
      WORKFLOW_TASK_SCHEDULED: 1,
      ACTIVITY_TASK_FAILED: 1,
      'failure Refused': 1,
    });
    expect(missingLandmarks(history, { ACTIVITY_TASK_FAILED: 1, 'update pause': 1, 'failure Refused': 2 })).toEqual([
      'update pause: expected at least 1, found 0',
      'failure Refused: expected at least 2, found 1',
    ]);
  });
});
