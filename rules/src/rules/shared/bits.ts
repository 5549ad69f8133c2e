import { squeeze } from '../../protocol/build-graph.js';
import type { ProtocolEvent, UpdateEvent } from '../../protocol/events.js';
import type { Graph } from '../../protocol/graph.js';
import { lastName } from '../../protocol/place.js';
import type { Waiter } from './pairing.js';

/** The bit that an update sets or clears in its place, as it is written: `DEV_DEAD` of `set_bit(DEV_DEAD, &dev->flags)`. */
export type Bits = ReadonlyMap<UpdateEvent, string>;

/** Those of a function. */
export function bitsWritten(graph: Graph): Bits {
  const bits = new Map<UpdateEvent, string>();
  for (const { events } of graph.blocks) {
    for (const event of events) {
      const bit = event.kind === 'update' ? bitOf(event, events) : undefined;
      if (bit !== undefined) bits.set(event as UpdateEvent, bit);
    }
  }
  return bits;
}

function bitOf({ range }: UpdateEvent, events: readonly ProtocolEvent[]): string | undefined {
  const call = events.find(
    (one) => one.kind === 'call' && one.range[0] === range[0] && one.range[1] === range[1],
  );
  if (call?.kind !== 'call' || !/^(test_and_)?_*(set|clear)_bit/.test(call.call.name)) return undefined;
  return squeeze(call.call.args[0]?.text ?? '');
}

/** Whether a waiter looks at other bits of the place only. */
export function isOtherBit(bits: Bits, update: UpdateEvent, { condition }: Waiter): boolean {
  const bit = bits.get(update);
  if (bit === undefined || !condition || condition.calls.some(({ target }) => target !== undefined))
    return false;
  const name = lastName(update.place);
  const asked = [...squeeze(condition.text).matchAll(TESTED)].filter(
    ([, , place]) => nameOf(place!) === name,
  );
  const rest = squeeze(condition.text).replace(TESTED, '');
  return asked.length > 0 && asked.every(([, one]) => one !== bit) && !new RegExp(`\\b${name}\\b`).test(rest);
}

const TESTED = /\btest_bit\(([^(),]+),&?([\w>.[\]-]+)\)/g;

function nameOf(text: string): string {
  return lastName({ text });
}
