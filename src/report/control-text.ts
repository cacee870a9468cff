import type { ControlName } from './control-record.js';

const TEXTS: Readonly<Record<ControlName, string>> = {
  pause: 'paused',
  resume: 'resumed',
  retryFailed: 'failed copies retried',
  skip: 'skipped',
  setMaxInFlight: 'copies in flight limited',
  approveWave: 'wave approved',
  deleteOnCancel: 'deletion on cancellation asked for',
};

/** What a control did, for people. */
export function controlText(control: ControlName): string {
  return TEXTS[control];
}
