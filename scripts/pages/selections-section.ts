/** What the plan reference says of selections. */
export const SELECTIONS = `
## Selections

\`\`\`yaml
source:
  region: cn-hongkong
  caches:
    - select: { bucket: models, pathPrefix: /llama-3, tags: { release: "2026-11" } }
    - id: edc-bp1aaaabbbbcccc000
      as: { path: /llama-3/stable }
\`\`\`

A selection is resolved when the plan is run, from the listing of the source region, and stands for every data cache that
matches all that it gives:

- \`pathPrefix\` matches whole parts of a path: \`/llama-3\` matches \`/llama-3\` and \`/llama-3/8b\`, not \`/llama-30\`. \`/\` matches
  every path.
- \`name\` and \`bucket\` are compared whole, and each of \`tags\` by its value. Further tags of a cache do not matter.
- Caches that are \`Deleting\` never match. Those that are \`Failed\` do, and their copies fail as \`SourceFailed\`, visibly. Others
  that are not \`Available\` yet are waited for.
- Name the \`bucket\` where you can. The vendor does not publish whether a listing without a bucket shows every bucket or the
  bucket \`default\` alone. Without one, a run lists both without a bucket and every bucket that the plan names or a source by
  \`id\` lies in; what lies in another bucket may stay unseen.

A source that is named by \`id\` and selected too, or selected twice, is one copy; the entry by \`id\` with its \`as\` holds,
wherever it stands. Copies stand in the order of the plan, and those of one selection by bucket and path.

The run fails with \`InvalidPlan\`, before any copy is asked for, when a selection matches nothing, when two different sources
have one bucket and path, when there are more than 2,000 sources in all, or when their paths are so long and so different that they
cannot travel together (2,000 have room for 70 characters each that are no other's). Nothing is believed at once where the
region lists any data cache, or ListUsage counts none; a region that cannot be seen is asked again every \`policy.ready.pollEvery\` until
\`policy.ready.absentAfter\`. How many caches each selection matched is in the run's details, its status, and its memo as
\`selected\`. \`plan validate\` needs no network, so it cannot tell.
`;
