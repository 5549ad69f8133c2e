import { argumentsAt } from './handlers.js';
import type { Names } from './names.js';
import type { Scan } from './scan-result.js';

/** Calls that lead out of a file. */
export interface Unknown {
  /** Functions, and members that hold one with the field they are reached by: `phy_ops->read_bytes`. */
  readonly names: readonly string[];
  /** The functions of the file on the way there, by index. */
  readonly onTheWay: ReadonlySet<number>;
}

/**
 * Functions that are not of the file and that the conditions of its waits call, themselves or through functions of the
 * file; or that the functions named `roots` call.
 */
export function unknownCallees(
  text: string,
  scan: Scan,
  names: Names,
  roots: readonly string[] | undefined,
): Unknown {
  const search = new Search(text, scan, names);
  if (roots) for (const root of roots) search.enter(root, 0);
  else for (const condition of conditionsOf(text, scan, names)) search.visit(condition, 0);
  return search;
}

function* conditionsOf(text: string, scan: Scan, names: Names): Iterable<string> {
  for (const mention of scan.mentions) {
    const api = mention.depth > 0 ? names.api(mention.word) : undefined;
    if (api?.action !== 'wait' || api.condition === undefined) continue;
    const condition = argumentsAt(text, mention)[api.condition];
    if (condition?.includes('(')) yield condition;
  }
}

/** Levels of functions of the file that are followed. */
const LEVELS = 3;
/** Longer functions are whole operations, of which nobody can say what a condition means by them. */
const LONGEST = 6000;

class Search implements Unknown {
  readonly onTheWay = new Set<number>();
  readonly #found = new Set<string>();
  readonly #text: string;
  readonly #scan: Scan;
  readonly #names: Names;
  #byName: ReadonlyMap<string, number> | undefined;

  constructor(text: string, scan: Scan, names: Names) {
    this.#text = text;
    this.#scan = scan;
    this.#names = names;
  }

  get names(): readonly string[] {
    return [...this.#found];
  }

  /** Looks through a piece of code for calls. */
  visit(code: string, level: number): void {
    for (const [, base, member, name] of code.matchAll(CALL)) {
      if (base) this.#found.add(`${base}->${member!}`);
      else if (name && !this.enter(name, level) && this.#mayBeFunction(name)) this.#found.add(name);
    }
  }

  /** Goes into a function; false when the file has none of that name. */
  enter(name: string, level: number): boolean {
    this.#byName ??= new Map(this.#scan.functions.map((fn, index) => [fn.name, index]));
    const index = this.#byName.get(name);
    if (index === undefined) return false;
    if (level > LEVELS || this.onTheWay.has(index)) return true;
    const [start, end] = this.#scan.functions[index]!.body;
    if (end - start > LONGEST) return true;
    this.onTheWay.add(index);
    this.visit(this.#text.slice(start, end), level + 1);
    return true;
  }

  /** No macro by its looks, nothing the language or the tables know. */
  #mayBeFunction(name: string): boolean {
    return !/^[A-Z\d_]+$/.test(name) && !COMMON.test(name) && !this.#names.api(name);
  }
}

/** `base->member(` or `name(`, the latter not behind a `.` or `->`. */
const CALL = /([A-Za-z_]\w*)\s*->\s*([A-Za-z_]\w*)\s*\(|(?<![\w.]|->)\s*([A-Za-z_]\w*)\s*\(/g;

/** Words of the language and of every driver, none of which sleeps. */
const COMMON =
  /^(if|while|for|switch|return|sizeof|typeof|defined|likely|unlikely|atomic\w*|(test|set|clear|change)_bit|test_and_\w+|(READ|WRITE)_ONCE|list_\w+|hlist_\w+|mem\w+|str\w+|kfifo_\w+|time_(before|after)\w*|min|max|min_t|max_t|clamp\w*|container_of|(dev|pr|netdev|drm)_\w+|printk\w*|(read|write)[bwlq]|io(read|write)\w+|skb_queue_\w+|kfree|be\d+_\w+|le\d+_\w+|cpu_to_\w+|IS_ERR\w*|PTR_ERR\w*|ERR_PTR|BUG_ON|WARN\w*)$/;
