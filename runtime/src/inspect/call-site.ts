/** Who called. A stack costs as much as forty hand-offs, so only so many are taken as some 3 % of the time allow. */

import { createBudget } from './budget.js';

/** A call from outside this package. */
export interface CallSite {
  /** The frames as a stack trace has them, `name (file:line:column)`, the innermost first. */
  readonly frames: readonly string[];
  /** The call itself: `file:line:column`. */
  readonly site: string;
}

/**
 * Takes the call above `below`, which lies so many frames of this package away; `undefined` when there have been
 * too many lately.
 */
export type Sampler = (below: Below, own: number) => CallSite | undefined;

export type Below = (...args: never[]) => unknown;

/** A stack takes 3 to 7 µs. */
const ALLOWANCE = { first: 2000, perWindow: 100, oneIn: 4096 };
/** Frames taken: three of our own at most, and five of the caller's. */
const DEPTH = 8;

export function createSampler(): Sampler {
  if (typeof Error.captureStackTrace !== 'function') return () => undefined; // not every browser has it
  const mayTake = createBudget(ALLOWANCE);
  return (below, own) => (mayTake() ? new Trace(below, own) : undefined);
}

/** The same however many have been taken: for what happens seldom. */
export function takeSite(below: Below, own: number): CallSite {
  return typeof Error.captureStackTrace === 'function' ? new Trace(below, own) : { frames: [], site: '' };
}

/** Its text is made when somebody reads it: that costs twice as much as taking it. */
class Trace implements CallSite {
  readonly stack?: string;
  readonly #own: number;
  #frames: readonly string[] | undefined;

  constructor(below: Below, own: number) {
    this.#own = own;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEPTH;
    Error.captureStackTrace(this, below);
    Error.stackTraceLimit = limit;
  }

  get frames(): readonly string[] {
    return (this.#frames ??= outside(String(this.stack), this.#own));
  }

  get site(): string {
    const [frame = ''] = this.frames;
    return /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, '');
  }
}

/** Where this package lies, unless it was bundled with others; source maps may name its sources. */
const [, root] = /^(?:file:\/\/)?(.*\/)(?:dist|src)\/inspect\/call-site\.\w+$/.exec(import.meta.url) ?? [];

function outside(stack: string, own: number): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^ {4}at (?!.*\bnode:)/.test(line));
  const theirs = root
    ? frames.filter((line) => !line.includes(`${root}dist/`) && !line.includes(`${root}src/`))
    : frames.slice(own);
  return theirs.map((line) => line.slice('    at '.length));
}
