import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import { missWord, type Word } from '../../explain/apart.js';
import type { Call, Operand } from '../../protocol/events.js';
import { declarationOf } from '../../protocol/declarations.js';
import type { RuleFinding } from '../../rule.js';
import { quoted } from '../../quoted.js';
import { findNotifiedOtherWords } from './notified-other-word.js';
import { describeIndex, isLikelyMeantAlike, type SumIndex } from './sum-index.js';

/** One side of an `Atomics` conversation, with what its array and index go back to. */
interface Site {
  readonly call: Call;
  readonly array: string;
  readonly index: SumIndex;
  readonly indexRange: Operand['range'];
}

/** `Atomics.wait`, `waitAsync` and `notify` on a word that is not the one meant. */
export function* atomicsAddressFindings(context: AnalysisContext): Iterable<RuleFinding> {
  const waits: Site[] = [];
  const notifies: Site[] = [];
  for (const [owner, fn] of context.model.functions.entries()) {
    for (const call of context.callsOf(fn)) {
      if (call.api?.family !== 'atomics') continue;
      yield* checkIndex(context, owner, call);
      yield* checkArray(context, owner, call);
      (call.api.action === 'wake' ? notifies : waits).push(...sitesOf(context, owner, call));
    }
  }
  const beside = [...notifiesBesideWord(context, waits, notifies)];
  yield* beside;
  for (const { store, notify } of findNotifiedOtherWords(context)) {
    const [stored, notified] = [store.args[1]!, notify.args[1]!];
    if (beside.some(({ range }) => range === notified.range)) continue;
    yield {
      confidence: 'medium',
      range: notified.range,
      message: `${store.name}() has written word ${stored.text} in line ${context.lines.lineAt(store.range[0])}, and ${notify.name}() goes to word ${notified.text}, which nothing in this file writes: whoever sleeps on word ${stored.text} sleeps on; notify the word that was written.`,
      related: [{ message: 'written here', range: stored.range }],
      suggestions: [],
    };
  }
  yield* mismatches(context, waits, notifies, 'waits on', 'a notify goes to');
  yield* mismatches(context, notifies, waits, 'notifies', 'the wait is on');
}

function* checkIndex(context: AnalysisContext, owner: number, call: Call): Iterable<RuleFinding> {
  const index = call.args[1];
  if (!index) return;
  if (index.form === 'call' && /^Atomics\.(load|exchange|add|sub)$/.test(index.calls.at(-1)?.name ?? '')) {
    yield error(
      index,
      `${call.name}() takes the position of a word as its index, but '${index.text}' is a value read from shared memory; pass the word's own index.`,
    );
    return;
  }
  const origin = (index.form === 'place' && declarationOf(context.model, index, owner)?.value) || index;
  const isBytes =
    /\bbyteOffset\b|\bBYTES_PER_ELEMENT\b/.test(origin.text) || isDividedElsewhere(context, call, index);
  if (!isBytes || /[/]|>>/.test(origin.text)) return;
  yield error(
    index,
    `${call.name}() takes an element index, but '${index.text}' is a byte offset; divide it by BYTES_PER_ELEMENT, or sleeper and waker use different words.`,
  );
}

/** Another access to the array divides the same offset: `Atomics.store(words, offset >> 2, 1)`. */
function isDividedElsewhere(context: AnalysisContext, { args: [array] }: Call, index: Operand): boolean {
  if (!array || index.form !== 'place') return false;
  const divided = new RegExp(`^${quoted(index.text)} ?(?:>>>? ?2|/ ?4|/ ?\\w+\\.BYTES_PER_ELEMENT)$`);
  return context.model.functions.some((fn) =>
    context
      .callsOf(fn)
      .some(
        ({ name, args: [other, position] }) =>
          name.startsWith('Atomics.') && other?.text === array.text && divided.test(position?.text ?? ''),
      ),
  );
}

function* checkArray(context: AnalysisContext, owner: number, call: Call): Iterable<RuleFinding> {
  const array = call.args[0];
  if (!array || !isUnshared(context, owner, array)) return;
  const effect = call.api?.action === 'wake' ? 'always wakes nobody' : 'throws a TypeError';
  yield error(
    array,
    `${call.name}() ${effect}: '${array.text}' is not on shared memory; make it a view of a SharedArrayBuffer.`,
  );
}

/** The array is made in sight on memory that no other thread can have. */
function isUnshared(context: AnalysisContext, owner: number, array: Operand): boolean {
  const made = array.form === 'new' ? array : declarationOf(context.model, array, owner)?.value;
  const argument =
    made?.form === 'new'
      ? /^new (?:Int32|BigInt64)Array\s*\((.*)\)$/s.exec(made.text)?.[1]?.trim()
      : undefined;
  if (argument === undefined) return false;
  if (argument === '' || /^(\d+|\[.*\])$/s.test(argument) || /^new ArrayBuffer\b/.test(argument)) return true;
  if (!/^[\w$]+$/.test(argument)) return false;
  const buffer = context.model.declarations.find(
    ({ name, owner: at }) => name === argument && (at === undefined || at === owner),
  );
  return /^new ArrayBuffer\b/.test(buffer?.value?.text ?? '');
}

/** The call's own array and index, or, where these are parameters, the arguments of the calls in this file. */
function sitesOf(context: AnalysisContext, owner: number, call: Call): readonly Site[] {
  const [array, index] = call.args;
  const fn = context.model.functions[owner]!;
  if (!array || !index || !wordOf(call)) return inlineSite(context, owner, call);
  const [arrayAt, indexAt] = [array, index].map((operand) => fn.parameters.indexOf(operand.text));
  if (arrayAt! < 0 && indexAt! < 0) return inlineSite(context, owner, call);
  const outside = context.model.functions.flatMap((caller, i) =>
    context
      .callsOf(caller)
      .filter(({ target }) => target === owner)
      .flatMap((outer) =>
        site(context, i, call, outer.args[arrayAt!] ?? array, outer.args[indexAt!] ?? index),
      ),
  );
  return outside.length > 0 ? outside : inlineSite(context, owner, call);
}

function inlineSite(context: AnalysisContext, owner: number, call: Call): readonly Site[] {
  const [array, index] = call.args;
  return array && index ? site(context, owner, call, array, index) : [];
}

function site(
  context: AnalysisContext,
  owner: number,
  call: Call,
  array: Operand,
  index: Operand,
): readonly Site[] {
  const resolve = (operand: Operand): string =>
    (operand.form === 'place' && declarationOf(context.model, operand, owner)?.value?.text) || operand.text;
  return [
    {
      call,
      array: resolve(array).replace(/\s+/g, ''),
      index: describeIndex(context.model, index, owner),
      indexRange: index.range,
    },
  ];
}

/** Sites whose index is a sum that no site of the other side matches, though one is made of the same parts. */
function* mismatches(
  context: AnalysisContext,
  sites: readonly Site[],
  others: readonly Site[],
  does: string,
  other: string,
): Iterable<RuleFinding> {
  for (const site of sites) {
    const counterparts = others.filter(({ array }) => array === site.array);
    if (counterparts.some(({ index }) => index.key === site.index.key)) continue;
    const near = counterparts.find(({ index }) => isLikelyMeantAlike(site.index, index));
    if (!near) continue;
    const line = context.lines.lineAt(near.indexRange[0]);
    yield {
      confidence: 'high',
      range: site.indexRange,
      message: `${site.call.name}() ${does} '${site.index.text}', but ${other} '${near.index.text}' in line ${line}: these are different words, so the wake-up never arrives; compute both alike.`,
      related: [{ message: `the other side uses '${near.index.text}'`, range: near.indexRange }],
      suggestions: [],
      interleaving: isWake(site)
        ? missWord(context, wordAt(near), wordAt(site))
        : missWord(context, wordAt(site), wordAt(near)),
    };
  }
}

function isWake({ call }: Site): boolean {
  return call.api?.action === 'wake';
}

function wordAt({ index, indexRange }: Site): Word {
  return { text: index.text, range: indexRange };
}

/** A store to a word that somebody waits on, then a notify on another that nobody waits on: the index is a slip. */
function* notifiesBesideWord(
  context: AnalysisContext,
  waits: readonly Site[],
  notifies: readonly Site[],
): Iterable<RuleFinding> {
  const isOn = (sites: readonly Site[], array: string, key: string): boolean =>
    sites.some((other) => other.array === array && other.index.key === key);
  for (const { call, array, index, indexRange } of notifies) {
    if (!/^\d+$/.test(index.key) || isOn(waits, array, index.key)) continue;
    const missed = storesBefore(context, call).find(
      (store) => /^\d+$/.test(store) && isOn(waits, array, store) && !isOn(notifies, array, store),
    );
    if (missed === undefined) continue;
    yield {
      confidence: 'high',
      range: indexRange,
      message: `${call.name}() goes to word ${index.text}, on which nobody waits, after a store to word ${missed}, on which somebody does and which nobody notifies: the sleeper is never woken; notify word ${missed}.`,
      related: [],
      suggestions: [{ message: `Notify word ${missed}.`, edits: [{ range: indexRange, text: missed }] }],
      interleaving: missWord(
        context,
        wordAt(waits.find((wait) => wait.array === array && wait.index.key === missed)!),
        { text: index.text, range: indexRange },
      ),
    };
  }
}

/** Indexes of the words of the same array that the function stores to before the call, the nearest first. */
function storesBefore({ model, callsOf }: AnalysisContext, notify: Call): readonly string[] {
  const fn = model.functions.find((candidate) => callsOf(candidate).includes(notify));
  const stores = fn
    ? callsOf(fn).filter(({ name, range }) => name === 'Atomics.store' && range[0] < notify.range[0])
    : [];
  return stores
    .filter(({ args }) => args[0]?.text === notify.args[0]?.text)
    .map(({ args }) => args[1]?.text ?? '')
    .reverse();
}

function error(at: Operand, message: string): RuleFinding {
  return { confidence: 'high', range: at.range, message, related: [], suggestions: [] };
}
