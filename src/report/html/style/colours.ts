/** Ready is quiet and what failed is loud. Every pair of ground and ink has a contrast of 4.5 or more, in light and dark. */
export const COLOURS = `
:root {
  color-scheme: light;
  --ground: #ffffff; --raised: #f6f7f8; --ink: #1c2127; --muted: #59636e; --line: #dce0e4; --accent: #0b5fb5;
  --ready: #e4f4e8; --ready-ink: #14602f;
  --failed: #b3261e; --failed-ink: #ffffff;
  --conflict: #7a2f8f; --conflict-ink: #ffffff;
  --pending: #ffeec2; --pending-ink: #654300;
  --skipped: #e9ecef; --skipped-ink: #47505a;
  --flow-ready: #2b8a4b; --flow-ready-edge: #2b8a4b; --flow-copying: #b5d4f5; --flow-copying-edge: #2f6db3;
  --wait-capacity: #b26a00; --wait-paused: #59636e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: #111418; --raised: #1a1f24; --ink: #e6eaee; --muted: #a3adb8; --line: #2f363d; --accent: #7cb8f5;
    --ready: #14301f; --ready-ink: #8fdcaa;
    --failed: #ff8d83; --failed-ink: #330a06;
    --conflict: #d9a6ea; --conflict-ink: #2c0d36;
    --pending: #43330c; --pending-ink: #ffd978;
    --skipped: #2a3037; --skipped-ink: #b8c1ca;
    --flow-ready: #3fa864; --flow-ready-edge: #3fa864; --flow-copying: #24405c; --flow-copying-edge: #7cb8f5;
    --wait-capacity: #f0a83c; --wait-paused: #a3adb8;
  }
}
.ready { background: var(--ready); color: var(--ready-ink); }
.failed { background: var(--failed); color: var(--failed-ink); }
.conflict { background: var(--conflict); color: var(--conflict-ink); }
.pending, .partial, .running { background: var(--pending); color: var(--pending-ink); }
.skipped, .cancelled { background: var(--skipped); color: var(--skipped-ink); }`;
