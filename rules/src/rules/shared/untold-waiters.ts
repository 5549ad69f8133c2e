import type { AnalysisContext } from '../../context.js';
import { giveTooSoon, shrinkSilently, swallowFailure } from '../../explain/late-update.js';
import type { RuleFinding } from '../../rule.js';
import { findEarlyReleases, type EarlyRelease } from './early-release.js';
import { findFreedPlaces, type FreedPlace } from './freed-place.js';
import { findHalfToldEnds, type HalfToldEnd } from './half-told-end.js';
import { findKeptOnRejection, type KeptOnRejection } from './kept-on-rejection.js';
import { findLateReactions, type LateReaction } from './late-reaction.js';
import { findReleasedOnSuccess, type ReleasedOnSuccess } from './released-on-success.js';
import { findReleasedUnlessFailed } from './released-unless-failed.js';
import { findSilentResumes, type SilentResume } from './silent-resume.js';
import { findSilentShrinks, type SilentShrink } from './silent-shrink.js';
import { findSkippedResolvers, type SkippedResolver } from './skipped-resolver.js';
import { findRaisedLimits, type RaisedLimit } from './raised-limit.js';
import { findSwallowedFailures, type SwallowedFailure } from './swallowed-failure.js';
import { findStuckSlots, type StuckSlot } from './stuck-slot.js';
import { findSwallowedThrows, type SwallowedThrow } from './swallowed-throw.js';
import { findThrownCallbackJobs, type ThrownCallbackJob } from './thrown-callback-job.js';
import { findThrownJobs, type ThrownJob } from './thrown-job.js';
import { findUnreturnedSlots, type UnreturnedSlot } from './unreturned-slot.js';
import { findUnstartedNext, type UnstartedNext } from './unstarted-next.js';
import { findWalkedRemovals, type WalkedRemoval } from './walked-removal.js';
import { findUnwokenEnds, type UnwokenEnd } from './unwoken-end.js';

/** Waiters for promises that nobody tells, or tells too late, that what they wait for has come. */
export function* untoldWaiters(context: AnalysisContext): Iterable<RuleFinding> {
  const wide = context.promises();
  if (!wide) return;
  for (const shrink of findSilentShrinks(wide)) yield reportShrink(wide, shrink);
  for (const end of findUnwokenEnds(wide)) yield reportEnd(wide, end);
  for (const resume of findSilentResumes(wide)) yield reportResume(wide, resume);
  for (const half of findHalfToldEnds(wide)) yield reportHalf(half);
  for (const slot of findUnreturnedSlots(wide)) yield reportSlot(wide, slot);
  for (const unstarted of findUnstartedNext(wide)) yield reportUnstarted(wide, unstarted);
  for (const freed of findFreedPlaces(wide)) yield reportFreed(wide, freed);
  for (const thrown of findThrownJobs(wide)) yield reportThrown(wide, thrown);
  for (const thrown of findThrownCallbackJobs(wide)) yield reportThrownCallback(wide, thrown);
  for (const swallowed of findSwallowedFailures(wide)) yield reportSwallowed(wide, swallowed);
  for (const swallowed of findSwallowedThrows(wide)) yield reportSwallowedThrow(wide, swallowed);
  for (const raised of findRaisedLimits(wide)) yield reportRaised(wide, raised);
  for (const walked of findWalkedRemovals(wide)) yield reportWalked(wide, walked);
  for (const fn of wide.model.functions) {
    for (const early of findEarlyReleases(wide, fn)) yield reportEarly(wide, early);
    for (const late of findLateReactions(wide, fn)) yield reportReaction(wide, late);
    for (const released of findReleasedOnSuccess(wide, fn)) yield reportReleased(wide, released);
    for (const released of findReleasedUnlessFailed(wide, fn)) yield reportReleased(wide, released);
    const skipped = findSkippedResolvers(wide, fn);
    for (const one of skipped) yield reportSkippedResolver(wide, one);
    const stuck = skipped.length === 0 ? findStuckSlots(wide, fn) : [];
    for (const one of stuck) yield reportStuck(wide, one);
    const told = [...skipped, ...stuck].map(({ taken }) => taken.place.text);
    for (const kept of findKeptOnRejection(wide, fn))
      if (!told.includes(kept.name)) yield reportKeptPlace(wide, kept);
  }
}

function reportSwallowed(context: AnalysisContext, { swallows, resolves }: SwallowedFailure): RuleFinding {
  const name = context.model.text.slice(...resolves);
  return {
    confidence: 'medium',
    range: [swallows.range[1] - 1, swallows.range[1]],
    message: `A failure on the way to ${name}() in line ${context.lines.lineAt(resolves[0])} ends here in silence, and nothing else settles the promise then: whoever awaits it hangs; reject it here.`,
    related: [{ message: 'the promise is resolved only here', range: resolves }],
    suggestions: [],
    interleaving: swallowFailure(context, name, resolves, swallows.range),
  };
}

function reportWalked({ lines }: AnalysisContext, { walks, list, removes }: WalkedRemoval): RuleFinding {
  return {
    confidence: 'medium',
    range: walks,
    message: `Whoever is called here takes itself off '${list}' (line ${lines.lineAt(removes.range[0])}), the rest moves up, and the next is passed over: every second one sleeps on; walk over a copy.`,
    related: [{ message: 'takes itself away', range: removes.range }],
    suggestions: [{ message: 'Walk over a copy.', edits: [{ range: walks, text: `[...${list}]` }] }],
  };
}

function reportEarly(context: AnalysisContext, { job, gives }: EarlyRelease): RuleFinding {
  return {
    confidence: 'medium',
    range: job.nameRange,
    message: `The promise of ${job.name}() is returned without an await, so ${gives.name}() in line ${context.lines.lineAt(gives.range[0])} gives the lock to the next while the job has hardly begun; return await it.`,
    related: [{ message: 'given back here', range: gives.range }],
    suggestions: [
      {
        message: 'Return what it comes to.',
        edits: [{ range: [job.range[0], job.range[0]], text: 'await ' }],
      },
    ],
    interleaving: giveTooSoon(context, job, gives),
  };
}

function reportResume({ lines }: AnalysisContext, { update, store, tested }: SilentResume): RuleFinding {
  return {
    confidence: 'medium',
    range: update.range,
    message: `'${update.place.text}' has held up whoever queued in '${store}' (line ${lines.lineAt(tested[0])}), and now that it is over nobody is started: with no job to end they wait for ever; start them here, too.`,
    related: [{ message: 'decides whether to wait', range: tested }],
    suggestions: [],
  };
}

function reportHalf({ takes, store }: HalfToldEnd): RuleFinding {
  return {
    confidence: 'medium',
    range: takes.nameRange,
    message: `This is the end for all who wait in '${store}', and only one of them is told: the others sleep on; tell them all, in a loop.`,
    related: [],
    suggestions: [],
  };
}

function reportRaised({ lines }: AnalysisContext, { update, tested }: RaisedLimit): RuleFinding {
  return {
    confidence: 'medium',
    range: update.range,
    message: `A higher '${update.place.text}' makes room for whoever waits (line ${lines.lineAt(tested[0])}), and nobody is started: with no job to end they wait for ever; start them here, too.`,
    related: [{ message: 'decides whether to wait', range: tested }],
    suggestions: [],
  };
}

function reportStuck({ lines }: AnalysisContext, { taken, gives, exit }: StuckSlot): RuleFinding {
  return {
    confidence: 'medium',
    range: exit.range,
    message: `When this rejects, '${taken.place.text}' stays as it was set in line ${lines.lineAt(taken.range[0])}, and whoever waits for it waits for ever: line ${lines.lineAt(gives.range[0])} is skipped; give it back in a finally.`,
    related: [
      { message: 'taken here', range: taken.range },
      { message: 'given back only here', range: gives.range },
    ],
    suggestions: [],
  };
}

function reportSkippedResolver(
  { lines }: AnalysisContext,
  { taken, store, exit }: SkippedResolver,
): RuleFinding {
  return {
    confidence: 'medium',
    range: exit.range,
    message: `When this rejects, '${taken.place.text}' stays as it was set in line ${lines.lineAt(taken.range[0])} and no waiter in '${store.text}' is woken: whoever waits for the slot waits for ever; give it back in a finally.`,
    related: [{ message: `'${taken.place.text}' is set here`, range: taken.range }],
    suggestions: [],
  };
}

function reportKeptPlace(
  { lines }: AnalysisContext,
  { takes, name, gives, exit }: KeptOnRejection,
): RuleFinding {
  return {
    confidence: 'medium',
    range: takes,
    message: `When what is awaited in line ${lines.lineAt(exit.range[0])} rejects, line ${lines.lineAt(gives[0])} is skipped and '${name}' stays taken: whoever waits for it waits for ever; give it back in a finally.`,
    related: [
      { message: 'leaves here', range: exit.range },
      { message: 'given back here', range: gives },
    ],
    suggestions: [],
  };
}

function reportFreed({ lines }: AnalysisContext, { frees, pool, store, tested }: FreedPlace): RuleFinding {
  return {
    confidence: 'medium',
    range: frees,
    message: `A place in '${pool}' is free now, for which line ${lines.lineAt(tested[0])} lets others wait, and nobody in '${store.text}' is started: whoever waits sleeps on; start the next here, too.`,
    related: [{ message: 'decides whether to wait', range: tested }],
    suggestions: [],
  };
}

function reportUnstarted({ lines }: AnalysisContext, { gives, starts }: UnstartedNext): RuleFinding {
  return {
    confidence: 'medium',
    range: gives.range,
    message: `On one way the place in '${gives.place.text}' is free now and nobody is started, as ${starts.name}() in line ${lines.lineAt(starts.range[0])} does on the other: whoever waits in the queue waits for ever once the last job ends here; start the next on every way.`,
    related: [{ message: 'starts the next', range: starts.nameRange }],
    suggestions: [],
  };
}

function reportThrown({ lines }: AnalysisContext, { job, kept, gives, starts }: ThrownJob): RuleFinding {
  return {
    confidence: 'medium',
    range: job.nameRange,
    message: `When ${job.name}() throws there is no promise for ${gives.name.split('.').at(-1)}() in line ${lines.lineAt(gives.nameRange[0])} to react to: ${starts === true ? `'${kept}' starts nobody, and whoever waits in the queue` : `'${kept}' is never given back, and whoever waits for it`} waits for ever; call it in a promise.`,
    related: [{ message: 'given back only here', range: gives.nameRange }],
    suggestions: [],
  };
}

function reportThrownCallback(
  { lines }: AnalysisContext,
  { job, kept, taken, gives }: ThrownCallbackJob,
): RuleFinding {
  return {
    confidence: 'medium',
    range: job.nameRange,
    message: `When ${job.name}() throws, line ${lines.lineAt(gives[0])} is never reached and '${kept}' stays as line ${lines.lineAt(taken.range[0])} has set it: whoever waits in the queue waits for ever; catch it and go on as after a failure.`,
    related: [
      { message: 'taken here', range: taken.range },
      { message: 'given back only here', range: gives },
    ],
    suggestions: [],
  };
}

function reportSwallowedThrow(
  { lines, model }: AnalysisContext,
  { range, throws }: SwallowedThrow,
): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `What ${model.text.slice(...throws)}() throws in line ${lines.lineAt(throws[0])} ends here, and nothing settles the promise then: whoever awaits it waits for ever; reject it here.`,
    related: [{ message: 'may throw', range: throws }],
    suggestions: [],
  };
}

function reportReleased({ lines }: AnalysisContext, { gives, name, taken }: ReleasedOnSuccess): RuleFinding {
  const stays = taken
    ? `'${name}' stays as line ${lines.lineAt(taken.range[0])} has set it`
    : `'${name}' is left as it is`;
  return {
    confidence: 'medium',
    range: gives.nameRange,
    message: `When the job rejects, this reaction is skipped and ${stays}: whoever comes for it later waits for ever, or is given the old rejection; see to it in a finally().`,
    related: taken ? [{ message: 'taken here', range: taken.range }] : [],
    suggestions: [],
  };
}

function reportSlot({ lines }: AnalysisContext, { slot, taken, keeps }: UnreturnedSlot): RuleFinding {
  return {
    confidence: 'medium',
    range: keeps,
    message: `Where the job fails and comes here, what line ${lines.lineAt(taken.range[0])} took from '${slot.text}' is not given back, and whoever waits for it is not started: give it back in a finally().`,
    related: [{ message: 'taken here', range: taken.range }],
    suggestions: [],
  };
}

function reportEnd(
  { lines }: AnalysisContext,
  { update, store, tested, elsewhere }: UnwokenEnd,
): RuleFinding {
  const as = elsewhere ? `, as in line ${lines.lineAt(elsewhere[0])}` : '';
  return {
    confidence: 'medium',
    range: update.range,
    message: `'${update.place.text}' says that there is nothing to wait for (line ${lines.lineAt(tested[0])}), but whoever waits in '${store.text}' already is not told${as}: the promise is never settled; settle it here, too.`,
    related: [
      { message: 'tested before waiting', range: tested },
      ...(elsewhere ? [{ message: 'set here with whoever waits settled', range: elsewhere }] : []),
    ],
    suggestions: [],
  };
}

/** An emptied collection is at fault itself; where things are taken one by one, the waiter listens to the wrong event. */
function reportShrink(context: AnalysisContext, shrink: SilentShrink): RuleFinding {
  const { how, collection, shrinks, event, wait, tested } = shrink;
  const [line, waitLine] = [shrinks, wait.range].map(([start]) => context.lines.lineAt(start));
  return {
    confidence: 'medium',
    range: how === 'emptied' ? shrinks : wait.nameRange,
    message:
      how === 'emptied'
        ? `'${collection}' is emptied, which line ${waitLine} waits for, but '${event}' is not emitted: whoever waits sleeps on; emit it here too.`
        : `'${collection}' gets smaller in line ${line} too, where '${event}' is not emitted: this wait sleeps on though what it waits for has come; emit it there too.`,
    related: [
      { message: 'tested by the waiter', range: tested },
      how === 'emptied'
        ? { message: 'waits here', range: wait.range }
        : { message: `'${event}' is not emitted here`, range: shrinks },
    ],
    suggestions: [],
    interleaving: shrinkSilently(context, shrink),
  };
}

function reportReaction(
  { lines }: AnalysisContext,
  { published, where, reacts, written }: LateReaction,
): RuleFinding {
  const line = lines.lineAt(published[0]);
  return {
    confidence: 'medium',
    range: reacts.nameRange,
    message: `Whoever took this promise from '${where}' since line ${line} goes on before this reaction, which then writes '${written}' over what they wrote; write it before the promise is resolved.`,
    related: [{ message: 'others take the promise from here', range: published }],
    suggestions: [],
  };
}
