/** The section of the plan reference about selections. */
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

A selection is resolved when the plan is run, from the listing of the source region. It stands for every data cache that
matches all of its conditions:

- \`pathPrefix\` matches whole segments of a path: \`/llama-3\` matches \`/llama-3\` and \`/llama-3/8b\`, but not \`/llama-30\`. \`/\`
  matches every path.
- \`name\` and \`bucket\` must be equal, and so must the value of each of \`tags\`. A cache may have other tags as well.
- Caches that are \`Deleting\` never match. Those that are \`Failed\` do, and their copies fail visibly, as \`SourceFailed\`. The run
  waits for all others that are not \`Available\` yet.
- Set \`bucket\` if you can. The vendor does not document whether a listing without a bucket shows every bucket or only the
  bucket \`default\`. Without \`bucket\`, a run lists without a bucket, and also lists each bucket that the plan names or that
  contains a source named by \`id\`. It may not find caches in other buckets.

A source that is both named by \`id\` and selected, or selected twice, is one copy. The entry by \`id\` and its \`as\` take
precedence, whatever the order of the entries. Copies are in the order of the plan, and those of one selection are ordered by
bucket and path.

The run fails with \`InvalidPlan\`, before it requests any copy, in each of these cases:

- A selection matches nothing. The run accepts this at once if the region lists any data cache, or if ListUsage counts none.
  Otherwise the listing may be incomplete, and the run lists the region again every \`policy.ready.pollEvery\` until
  \`policy.ready.absentAfter\`.
- Two sources have the same bucket and path.
- There are more than 2,000 sources in total.
- The paths of the sources do not fit in one payload. 2,000 sources have room for about 70 characters each that they do not
  share with other paths.

The details of the run, its status, and \`selected\` in its memo show how many caches each selection matched. \`plan validate\`
does not use the network, so it does not know.
`;
