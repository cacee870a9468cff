import { type Client, ScheduleClient, type WorkflowService } from '@temporalio/client';

type Describe = Parameters<WorkflowService['describeSchedule']>[0];
type Update = Parameters<WorkflowService['updateSchedule']>[0];

/**
 * A schedule client whose update changes what its update function was shown and nothing else: one that somebody else has
 * changed in between, as by pausing it, is left as it is, without an error. The SDK's own would set it back.
 */
export class GuardedSchedules extends ScheduleClient {
  private seen: Uint8Array | null = null;

  constructor({ schedule }: Client) {
    super({ ...schedule.options, connection: schedule.connection });
  }

  override get workflowService(): WorkflowService {
    const service = super.workflowService;
    return Object.assign(Object.create(service) as WorkflowService, {
      describeSchedule: async (request: Describe) => {
        const described = await service.describeSchedule(request);
        this.seen = described.conflictToken;
        return described;
      },
      updateSchedule: (request: Update) => service.updateSchedule({ ...request, conflictToken: this.seen }),
    });
  }
}
