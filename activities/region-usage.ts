import type { RegionUsage } from '../src/copies/region-preview.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';

/** What ListUsage says of a region, for a preview: a refusal is a reason there, and stops nothing. */
export function regionUsage({ eci }: { eci: Eci }) {
  return async (region: string): Promise<RegionUsage> => {
    try {
      return await eci.listUsage(region);
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      return { reason: `ListUsage was refused: ${error.code}: ${error.message}` };
    }
  };
}
