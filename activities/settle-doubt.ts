import type { Eci } from '../src/eci/eci.js';
import { askAgain } from './ask-again.js';
import { attemptTime } from './attempt.js';
import type { CopyMemory } from './copy-memory.js';
import type { CopyResult, CopyTask } from './copy-task.js';
import { lookUpCopy } from './look-up-copy.js';
import { patiently } from './patiently.js';
import { regionSight } from './region-sight.js';

/** A token is trusted to be remembered for this long after a request that was never answered. */
const TOKEN_TRUST_MS = 5 * 60_000;

/** Looks before asking again where the token may be forgotten, or is known to be taken; `undefined`: ask. */
export async function settleDoubt(eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult | undefined> {
  if (memory.mismatchSince !== undefined) return settleMismatch(eci, task, memory, memory.mismatchSince);
  if (memory.ambiguousSince === undefined || attemptTime() - memory.ambiguousSince <= TOKEN_TRUST_MS) return undefined;
  return standing(eci, task, memory);
}

/** The token was used with other parameters, so this generation exists, whoever asked for it. */
export async function settleMismatch(eci: Eci, task: CopyTask, memory: CopyMemory, since: number): Promise<CopyResult> {
  memory.mismatchSince = since;
  const known = await standing(eci, task, memory);
  if (known !== undefined) return known;

  const code = 'IdempotentParameterMismatch';
  if (attemptTime() - since < task.absentAfter) {
    memory.leave();
    throw askAgain(`${code}: this copy exists but is not shown yet`, code, task.pollEvery);
  }
  const sight = await patiently(memory, () => regionSight(eci, task.region, [task.bucket]));
  const attempts = memory.calls;
  return sight.seen
    ? { kind: 'spent', code: 'Vanished', reason: 'the copy was asked for before and is no longer there', attempts }
    : { kind: 'refused', family: 'request', code: 'SurveyBlind', reason: sight.reason, attempts };
}

/** What a look at the copy's bucket and path settles; `undefined`: nothing that matters stands there. */
async function standing(eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult | undefined> {
  const found = await patiently(memory, () => lookUpCopy(eci, task));
  const attempts = memory.calls;
  switch (found.kind) {
    case 'ours':
      return { kind: 'accepted', id: found.id, generation: found.generation, attempts };
    case 'conflict':
      // Never overwritten: asking now could only buy a copy beside it, or in its place.
      return { ...found, attempts };
    case 'ending':
      return { kind: 'spent', code: 'Vanished', reason: 'this generation of the copy is being deleted', attempts };
    case 'nothing':
      return undefined;
  }
}
