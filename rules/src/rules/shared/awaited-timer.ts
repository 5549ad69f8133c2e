import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** A timer that is to be stopped by what it gives when it has run out. */
export interface AwaitedTimer {
  /** `timer = await delay(ms)` */
  readonly update: UpdateEvent;
  /** Offset of `clearTimeout(timer)`. */
  readonly stops: number;
}

/** Finds `timer = await setTimeout(ms)` of `timers/promises`, or of a function of the file, beside `clearTimeout(timer)`. */
export function findAwaitedTimers(context: AnalysisContext, fn: FunctionModel): readonly AwaitedTimer[] {
  const { text } = context.model;
  if (!fn.isAsync || fn.isTopLevel || !/\bclearTimeout\(/.test(text)) return [];
  return [...eventsOf(context.graphOf(fn))].flatMap((update) => {
    if (update.kind !== 'update' || !/^[\w$]+$/.test(update.place.text)) return [];
    const name = quoted(update.place.text);
    const whole = text.slice(update.range[0], update.value?.range[1]);
    const given = new RegExp(`^${name}\\s*=\\s*await\\s+([\\w$.]+)\\(`).exec(whole)?.[1];
    if (given === undefined || !PAUSES.test(given)) return [];
    const [start] = update.range;
    const stops = [...text.matchAll(new RegExp(`\\bclearTimeout\\(\\s*${name}\\s*\\)`, 'g'))]
      .map(({ index }) => index)
      .sort((a, b) => Math.abs(a - start) - Math.abs(b - start))[0];
    return stops === undefined ? [] : [{ update, stops }];
  });
}

const PAUSES = /(^|\.)(\w*[sS]etTimeout\w*|sleep|delay|wait|pause)$/;
