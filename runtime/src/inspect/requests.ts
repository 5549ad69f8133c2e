import type { Delta } from './events.js';
import { InspectError } from './failure.js';
import type { Hub } from './hub.js';
import { INVALID_PARAMS, METHOD_NOT_FOUND, RequestFailure } from './json-rpc.js';
import { later } from './later.js';
import { leftToRun } from './left-to-run.js';
import { limits } from './limits.js';
import { areSuspected, CONFIRMED } from './lints/suspects.js';
import { locate, locateAll } from './locate.js';
import * as params from './params.js';
import { isWritable, programNow } from './program.js';
import type { Finding, Hello, LintsParams, Requests, SignalResult, WakeResult } from './protocol.js';
import { errorCodes, protocolVersion } from './protocol.js';
import { startRecording } from './record-live.js';
import type { LiveRecording } from './record-live.js';
import type { Place } from './snapshot.js';
import { signalWaiter } from './signal-waiter.js';
import { createSubscription } from './subscription.js';
import { Upkeep } from './upkeep.js';
import { wakeQueue } from './wake-queue.js';

/** What answers one client. */
export interface ClientRequests {
  /** Throws `RequestFailure`. */
  answer(method: string, params: unknown): unknown;
  /** The client has gone. */
  close(): void;
  readonly wasGreeted: boolean;
}

/** How answers reach the client. */
export interface Outlet {
  /** Whether the client has read most of what it was sent. */
  canTake(): boolean;
  delta(delta: Delta): void;
}

type Answers = {
  readonly [Method in keyof Requests]: (
    given: unknown,
  ) => Requests[Method]['result'] | Promise<Requests[Method]['result']>;
};

export function createRequests(hub: Hub, outlet: Outlet): ClientRequests {
  const upkeep = new Upkeep();
  const subscription = createSubscription(hub, outlet, upkeep);
  let recording: LiveRecording | undefined;
  let evaluates = false;
  let wasGreeted = false;

  const answers: Answers = {
    'waitq/hello': (given) => {
      const hello = greet(params.hello(given).protocol);
      wasGreeted = true;
      return hello;
    },
    'waitq/snapshot': async (given) => {
      if (params.snapshot(given).places) await locateAll(hub);
      // Whoever has the picture has heard what led up to it.
      subscription.catchUp();
      return hub.snapshot();
    },
    'waitq/subscribe': async (given) => {
      const terms = params.subscribe(given);
      if (terms.places) await locateAll(hub);
      return subscription.begin(terms);
    },
    'waitq/unsubscribe': () => (subscription.end(), null),
    'waitq/record/start': (given) => {
      const { evaluate = false } = params.record(given);
      if (recording) throw new InspectError('busy', 'A recording of this client is being made');
      recording = startRecording(hub, upkeep, () => evaluate || evaluates);
      return null;
    },
    'waitq/record/stop': () => {
      if (!recording) throw new InspectError('not-found', 'This client has started no recording');
      const made = recording.stop();
      recording = undefined;
      return made;
    },
    'waitq/lints': (given) => {
      const asked = params.lints(given);
      evaluates = asked.evaluate ?? false;
      return findings(hub, asked);
    },
    'waitq/evaluate': (given) => {
      const asked = params.evaluate(given);
      if (asked.force) assertWritable('evaluate a condition that may change something');
      return hub.evaluate(asked);
    },
    'waitq/locate': (given) => locateOne(hub, params.waiter(given).waiter),
    'waitq/wake': (given) => wake(hub, given),
    'waitq/signal': (given) => signal(hub, given),
  };

  return {
    get wasGreeted() {
      return wasGreeted;
    },
    answer(method, given) {
      const answer = Object.hasOwn(answers, method) ? answers[method as keyof Answers] : undefined;
      if (!answer) throw new RequestFailure(METHOD_NOT_FOUND, `There is no request ${method.slice(0, 80)}`);
      if (upkeep.isOverspent) throw toFailure(new InspectError('busy', 'Too much is asked of this program'));
      return upkeep.spend(() => translate(() => answer(given)));
    },
    close() {
      subscription.end();
      recording?.stop();
      recording = undefined;
    },
  };
}

function greet(protocol: number): Hello {
  if (protocol !== protocolVersion) {
    const message = `The program speaks version ${protocolVersion} of the protocol, the client ${protocol}`;
    throw new InspectError('wrong-version', message);
  }
  return { protocol: protocolVersion, program: programNow(), limits };
}

/** What may be another thread's wake-up under way is looked at again. */
function findings(hub: Hub, asked: LintsParams): readonly Finding[] | Promise<readonly Finding[]> {
  const found = hub.lints(asked, leftToRun());
  if (!asked.evaluate || !areSuspected(hub)) return found;
  return new Promise((resolve, reject) => {
    later(() => {
      try {
        resolve(hub.lints(asked, leftToRun()));
      } catch (error) {
        reject(error as Error);
      }
    }, 2 * CONFIRMED);
  });
}

function locateOne(hub: Hub, id: number): Promise<Place | null> | null {
  const condition = hub.conditionOf(hub.find(id).waiter);
  return condition ? locate(condition) : null;
}

function wake(hub: Hub, given: unknown): WakeResult {
  const { queue, nr = 1 } = params.wake(given);
  assertWritable('wake a queue');
  return { found: wakeQueue(hub, hub.findQueue(queue), nr) };
}

function signal(hub: Hub, given: unknown): SignalResult {
  const asked = params.signal(given);
  assertWritable('signal a task');
  return { taken: signalWaiter(hub, asked.waiter, asked.signal) };
}

function assertWritable(what: string): void {
  if (isWritable()) return;
  throw new InspectError('read-only', `The program has to be started with WAITQ_INSPECT_WRITE=1 to ${what}`);
}

function translate<Answer>(answer: () => Answer): Answer | Promise<Answer> {
  try {
    const given = answer();
    return given instanceof Promise ? (given.catch(rethrow) as Promise<Answer>) : given;
  } catch (error) {
    return rethrow(error);
  }
}

function rethrow(error: unknown): never {
  throw toFailure(error);
}

function toFailure(error: unknown): unknown {
  if (error instanceof InspectError) return new RequestFailure(errorCodes[error.code], error.message);
  if (error instanceof params.ParamsError) return new RequestFailure(INVALID_PARAMS, error.message);
  return error;
}
