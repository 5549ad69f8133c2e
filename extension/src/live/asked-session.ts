import { createSourcePlaces } from 'waitq/inspect/client';
import { evaluateCondition, findCondition, hear, runNothing, type Request } from './debuggee.js';
import type { LiveHub } from './hub.js';
import type { Source } from './source.js';
import { createTurns, type Turns } from './turns.js';

/** A debug session that may run a program with queues. */
export interface WatchedSession {
  readonly id: string;
  readonly name: string;
  readonly request: Request;
  /** The session that has started it. */
  readonly parent?: string | undefined;
}

/** A session that is asked what its program does, but not while it is about to stop. */
export interface AskedSession {
  readonly source: Source;
  readonly turns: Turns;
  /** It is about to stop: by a step, or because it `isPausing`. */
  hold(isPausing: boolean): void;
  /** It runs again: where it was about to stop, because the debugger steps to where it can stop. */
  goesOn(): void;
  /** It has stopped or ended: an answer that it owes is not waited for. */
  forget(): void;
}

/** Milliseconds between questions to a session that is about to stop. */
const holdFor = 2000;

/** Makes a session that has not been asked yet; the hub hears what it answers. */
export function createAskedSession(
  { id, name, request: send }: WatchedSession,
  hub: LiveHub,
  parent?: AskedSession,
): AskedSession {
  const turns = createTurns(send, parent?.turns);
  const { request } = turns;
  /** The question that the session owes an answer to. */
  let question: symbol | undefined;
  let owed: Promise<unknown> | undefined;
  let evaluate = false;
  const still = createStillness();
  /** A program names the files that it runs, and these may be compiled. */
  const places = createSourcePlaces();

  async function ask(isWhole: boolean): Promise<void> {
    if (question || !still.mayAsk()) return;
    const own = (question = Symbol(id));
    const since = isWhole ? undefined : hub.model.programs.get(id)?.sequence;
    const answer = answerOf(async () => places.putInto(await hear(request, { since, evaluate })));
    owed = answer;
    const take = await answer;
    if (question !== own) return;
    question = undefined;
    if (!take(id, hub)) await ask(true);
  }

  const source: Source = {
    id,
    name,
    refresh(wanted) {
      evaluate ||= wanted?.evaluate ?? false;
      return ask(false);
    },
    resync: () => ask(true),
    async locate(waiter) {
      await still.reached();
      return findCondition(request, waiter);
    },
    async evaluate(waiter, force) {
      await still.reached();
      return evaluateCondition(request, waiter, force);
    },
    async catchUp() {
      await owed;
      await ask(false);
      return hub.model.programs.get(id)?.at;
    },
  };
  return {
    source,
    turns,
    hold(isPausing) {
      still.hold();
      // Others are none of ours: their debugger pauses them as it would without us.
      if (isPausing && hub.model.programs.get(id)?.sequence !== undefined) void runNothing(request);
    },
    goesOn: () => still.goOn(),
    forget() {
      question = undefined;
      owed = undefined;
      turns.letGo();
      still.reach();
    },
  };
}

/** Whether a session is about to stop. */
interface Stillness {
  hold(): void;
  /** It has not stopped where it could have. */
  goOn(): void;
  reach(): void;
  /** Always where it is not about to stop, else now and then: it may be about to stop for ever. */
  mayAsk(): boolean;
  /** Settles once it may be asked. */
  reached(): Promise<void>;
}

function createStillness(): Stillness {
  let isHeld = false;
  let until = 0;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  const letAsk = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const go of waiting) go();
    waiting = [];
  };
  const hold = (): void => {
    isHeld = true;
    until = Date.now() + holdFor;
    clearTimeout(timer);
    timer = setTimeout(letAsk, holdFor);
  };
  return {
    hold,
    goOn: () => isHeld && hold(),
    reach() {
      isHeld = false;
      letAsk();
    },
    mayAsk() {
      const isEarly = isHeld && Date.now() < until;
      if (!isEarly) until = Date.now() + holdFor;
      return !isEarly;
    },
    reached: () => (timer ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}

/** How the hub changes by what the session answers; tells whether the answer fits what is known. */
async function answerOf(ask: () => ReturnType<typeof hear>): Promise<(id: string, hub: LiveHub) => boolean> {
  try {
    const heard = await ask();
    // Who does not answer has ended, or will answer later: what it said stands until its session ends.
    return (id, hub) => heard === undefined || hub.hear(id, heard);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return (id, hub) => {
      hub.fail(id, problem);
      return true;
    };
  }
}
