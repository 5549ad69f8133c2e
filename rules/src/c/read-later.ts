import type { Declaration, FunctionModel, HandlerUse } from '../protocol/model.js';
import { queueArguments } from './declarations.js';
import type { Lowered } from './kept-functions.js';
import type { SourceFunction } from './scan-result.js';

/** A function of which only the head is known until somebody asks for more. */
export interface ReadLater {
  readonly fn: FunctionModel;
  /** The declared type of one of its variables, as written. */
  typeOf(name: string): string | undefined;
  /** A variable that it hands to the wait API as a queue or an entry though it is not declared as one. */
  argumentNamed(owner: number, name: string): Declaration | undefined;
}

interface Head {
  readonly handler: HandlerUse | undefined;
  /** What its words tell. */
  readonly named:
    | Required<
        Pick<FunctionModel, 'mayCall' | 'mayReach' | 'maySleepLocked' | 'maySleepAtOnce' | 'mayKeepLock'>
      >
    | undefined;
}

/** Parsing is what costs most, and the rules have no question about most functions: `read` is asked at the first one. */
export function readLater(source: SourceFunction, { handler, named }: Head, read: () => Lowered): ReadLater {
  let lowered: Lowered | undefined;
  let handedOver: ReadonlyMap<string, Declaration> | undefined;
  const now = (): Lowered => (lowered ??= read());
  const { name, range, nameRange, isStatic } = source;
  const fn: FunctionModel = {
    name,
    range,
    nameRange,
    isLocal: isStatic,
    isAsync: false,
    isGenerator: false,
    get parameters() {
      return now().fn.parameters;
    },
    get body() {
      return now().fn.body;
    },
    ...(handler && { handler }),
    ...named,
  };
  return {
    fn,
    typeOf: (variable) => now().scope.get(variable)?.type,
    argumentNamed: (owner, variable) =>
      (handedOver ??= queueArguments(now().fn, now().scope, owner)).get(variable),
  };
}
