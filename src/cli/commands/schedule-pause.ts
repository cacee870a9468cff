import { buildCommand } from '@stricli/core';
import type { SchedulePauseFlags } from '../actions/schedule-pause.js';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, scheduleIdParameter } from '../flags.js';
import { loading } from '../loading.js';

export const schedulePauseCommand = buildCommand<SchedulePauseFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-pause.js')).schedulePauseAction),
  parameters: {
    flags: {
      reason: {
        kind: 'parsed',
        parse: parseReason,
        optional: true,
        placeholder: 'TEXT',
        brief: 'Why; shown wherever the schedule is shown',
      },
      ...outputFlag,
    },
    positional: scheduleIdParameter,
  },
  docs: {
    brief: 'Pause a schedule: it starts no runs until it is resumed; a run under way continues',
    fullDescription: [
      'Pauses a schedule. Applying the plan again does not resume it. A schedule that is already paused keeps its note unless',
      'a reason is given.',
      '',
      'Examples:',
      '  eci-replicator schedule pause llm-weights --reason "models are being moved"',
    ].join('\n'),
  },
});

export const scheduleResumeCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-pause.js')).scheduleResumeAction),
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Resume a paused schedule',
    fullDescription: [
      'Resumes a schedule that a person or a failed run has paused. It does not make up for runs that were due while it was',
      'paused: `schedule trigger` starts a run now.',
      '',
      'Examples:',
      '  eci-replicator schedule resume llm-weights',
    ].join('\n'),
  },
});

/** Temporal ignores a pause with an empty note. */
function parseReason(text: string): string {
  if (text.trim() === '') throw new Error('a reason must not be empty, for example "models are being moved"');
  return text;
}
