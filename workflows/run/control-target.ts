import type { ControlInput } from './control-input.js';

/** Which copies a control is for, in words: `edc-1 in cn-beijing`; `undefined`: all. */
export function controlTarget({ source, region, maxInFlight, wave }: ControlInput): string | undefined {
  if (wave !== undefined) return `wave ${wave}`;
  const copies = [source, region].filter((part) => part !== undefined).join(' in ');
  if (maxInFlight === undefined) return copies === '' ? undefined : copies;
  return copies === '' ? `${maxInFlight} copies a region` : `${maxInFlight} copies in ${copies}`;
}

/** Who and why, as a clause: `ada: the quota is being raised`; empty when neither is given. */
export function whoAndWhy({ by, reason }: Pick<ControlInput, 'by' | 'reason'>): string {
  return [by, reason].filter((part) => part !== undefined).join(': ');
}
