import type { RegionPreview } from '../../src/copies/region-preview.js';
import type { SelectedCaches } from '../messages.js';

/** What a dry run returns: small, whatever the plan's size. The regions' results hold every copy. */
export interface PreviewSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  /** Of the plan and all verdicts: what `expectDigest` takes. */
  readonly previewDigest: string;
  /** What the plan's selections matched; absent without any. */
  readonly selected?: readonly SelectedCaches[];
  /** In the plan's order. */
  readonly regions: readonly RegionPreview[];
}
