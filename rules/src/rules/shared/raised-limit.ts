import type { AnalysisContext } from '../../context.js';
import type { TestEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** A limit that is set anew where nobody who waits for a place under it is started. */
export interface RaisedLimit {
  readonly update: UpdateEvent;
  /** `active < limit`, which decides about waiting. */
  readonly tested: Range;
}

/** Finds `setLimit(n) { this.limit = n; }` of a queue that starts jobs while `this.active < this.limit`. */
export function findRaisedLimits(context: AnalysisContext): readonly RaisedLimit[] {
  const { functions } = context.model;
  const found = new Map<string, RaisedLimit>();
  for (const setter of functions) {
    const update = settingOf(context, setter);
    if (!update || found.has(update.place.text)) continue;
    const tested = limitTest(context, setter, update.place.text);
    if (tested) found.set(update.place.text, { update, tested: tested.range });
  }
  return [...found.values()];
}

/** All that the function does is to keep what it is given, perhaps after a look at it. */
function settingOf(context: AnalysisContext, fn: FunctionModel): UpdateEvent | undefined {
  if (fn.name === 'constructor' || fn.isTopLevel || fn.parameters.length !== 1) return undefined;
  if (!SETS.test(fn.name) || !context.callsOf(fn).every(({ name }) => CHECKS.test(name))) return undefined;
  const [given] = fn.parameters;
  const updates = [...eventsOf(context.graphOf(fn))].filter((event) => event.kind === 'update');
  const kept = updates.find(({ place, value }) => place.shared && value?.text === given);
  return kept && LIMIT.test(kept.place.text) ? kept : undefined;
}

const SETS = /^(set|update|change|resize|throttle|configure|limit|concurrency|capacity|max|#?_*set)/i;
const LIMIT = /(limit|max|concurren|capacit|size|slots|permits|restriction)[\w$#]*$/i;
const CHECKS = /^(Math\.\w+|Number(\.\w+)?|isNaN|[\w$.]*(Error|check|validate|assert|log|warn|debug)\w*)$/i;

/** A function that lets jobs out of a queue of waiters asks whether there is room under the limit. */
function limitTest(context: AnalysisContext, setter: FunctionModel, limit: string): TestEvent | undefined {
  const { functions, text } = context.model;
  const compares = new RegExp(
    `^(?:[\\w$.#]+)\\s*(?:<|>=|===)\\s*${quoted(limit)}$|^${quoted(limit)}\\s*(?:>|<=|===)\\s*[\\w$.#]+$`,
  );
  for (const fn of functions) {
    if (fn === setter || fn.isTopLevel) continue;
    const tested = [...eventsOf(context.graphOf(fn))].find(
      (event) =>
        event.kind === 'test' &&
        compares.test(event.text) &&
        !/\.length\b/.test(event.text.replace(/(active|running|workers)\w*\.length/gi, '')),
    );
    if (tested?.kind === 'test' && STARTS.test(text.slice(...fn.range))) return tested;
  }
  return undefined;
}

/** Takes the next out of a queue. */
const STARTS = /\.(shift|dequeue|pop)\(/;
