import type { AnalysisContext } from '../../context.js';
import type { RuleFinding } from '../../rule.js';
import { dropResolvers } from '../../explain/left-behind.js';
import { findClearedSettlers, type ClearedSettler } from './cleared-settler.js';
import { findDesertedWaiters, type DesertedWaiters } from './deserted-waiters.js';
import { findEndlessPolls, type EndlessPoll } from './endless-poll.js';
import { findForgottenPaths, type ForgottenPath } from './forgotten-path.js';
import { findKeptAnswers, type KeptAnswer } from './kept-answer.js';
import { findLostRejections, type LostRejection } from './lost-rejection.js';
import { findOneSidedWaits, type OneSidedWait } from './one-sided-wait.js';
import { findSilentAborts, type SilentAbort } from './silent-abort.js';
import { findUnheardEnds, type UnheardEnd } from './unheard-end.js';

/** Promises made by hand that stay unsettled on some way. */
export function* unsettledWaits(context: AnalysisContext): Iterable<RuleFinding> {
  for (const oneSided of findOneSidedWaits(context)) yield reportOneSided(oneSided);
  for (const unheard of findUnheardEnds(context)) yield reportUnheard(context, unheard);
  for (const abort of findSilentAborts(context)) yield reportSilent(abort);
  for (const cleared of findClearedSettlers(context)) yield reportCleared(context, cleared);
  for (const lost of findLostRejections(context)) yield reportLost(context, lost);
  for (const deserted of findDesertedWaiters(context)) yield reportDeserted(context, deserted);
  for (const poll of findEndlessPolls(context)) yield reportPoll(context, poll);
  for (const kept of findKeptAnswers(context)) yield reportAnswer(kept);
  for (const forgotten of findForgottenPaths(context)) yield reportForgotten(context, forgotten);
}

function reportOneSided({ range, emitter, event, instead }: OneSidedWait): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `Only '${event}' of '${emitter}' settles this promise: where '${instead}' comes instead, whoever awaits it hangs; settle it then, too.`,
    related: [],
    suggestions: [],
  };
}

function reportUnheard({ lines }: AnalysisContext, { listens, ends }: UnheardEnd): RuleFinding {
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `When ${ends.args[0]!.text} comes first, which line ${lines.lineAt(ends.range[0])} does listen for, nothing settles this promise: whoever awaits it hangs; reject it then, too.`,
    related: [{ message: 'knows of the end, not of the promise', range: ends.nameRange }],
    suggestions: [],
  };
}

function reportSilent({ listens, wait }: SilentAbort): RuleFinding {
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `The abort takes away what would have settled the promise, and settles nothing: whoever awaits it hangs; reject it with the signal's reason.`,
    related: [{ message: 'the promise', range: [wait.fn.range[0], wait.fn.range[0] + 1] }],
    suggestions: [],
  };
}

function reportCleared({ lines }: AnalysisContext, { clears, timer }: ClearedSettler): RuleFinding {
  return {
    confidence: 'medium',
    range: clears.nameRange,
    message: `The timer of line ${lines.lineAt(timer.range[0])} is all that settles a promise, and nothing settles it when the timer is taken away here: whoever awaits it hangs; settle it here, too.`,
    related: [{ message: 'the timer that settles it', range: timer.nameRange }],
    suggestions: [],
  };
}

function reportLost({ lines }: AnalysisContext, { code, by, isThrown, taker }: LostRejection): RuleFinding {
  const who = taker ? `what ${taker.name}() calls` : 'the executor';
  const line = lines.lineAt(by[0]);
  const when = isThrown ? `the call in line ${line} throws` : `what line ${line} awaits rejects`;
  return {
    confidence: 'medium',
    range: taker?.nameRange ?? code.nameRange,
    message: `When ${when}, ${who} ends without settling the promise, and nobody is there to catch it: whoever awaits it hangs; catch, and reject.`,
    related: [{ message: isThrown ? 'may throw' : 'may reject', range: by }],
    suggestions: [],
  };
}

function reportDeserted(context: AnalysisContext, { end, ends, store }: DesertedWaiters): RuleFinding {
  const line = context.lines.lineAt(ends.range[0]);
  return {
    confidence: 'medium',
    range: end.nameRange,
    message: `Line ${line} ends what would have settled the promises of those who wait in '${store.text}', and nothing settles them: whoever awaits one hangs; reject them here, too.`,
    related: [{ message: 'ends here', range: ends.nameRange }],
    suggestions: [],
    interleaving: dropResolvers(context, ends.range, store),
  };
}

function reportPoll({ lines }: AnalysisContext, { timer, settles }: EndlessPoll): RuleFinding {
  return {
    confidence: 'medium',
    range: timer.nameRange,
    message: `The poll goes on for ever when ${settles.name}() in line ${lines.lineAt(settles.range[0])} has ended the wait: nothing stops the timer then; stop it, or return, first.`,
    related: [{ message: 'ends the wait', range: settles.nameRange }],
    suggestions: [],
  };
}

function reportAnswer({ range, table }: KeptAnswer): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `Nothing takes this entry out of '${table}' again, though the answer is looked up there: each request leaves one for ever; delete it when the answer has come, and when the wait ends in another way.`,
    related: [],
    suggestions: [],
  };
}

function reportForgotten({ lines }: AnalysisContext, { promise, exit }: ForgottenPath): RuleFinding {
  return {
    confidence: 'medium',
    range: exit.range,
    message: `This way out settles nothing: the promise of line ${lines.lineAt(promise.range[0])} has handed its resolvers to nobody by then, and whoever awaits it hangs; resolve or reject first.`,
    related: [{ message: 'the promise', range: promise.nameRange }],
    suggestions: [],
  };
}
