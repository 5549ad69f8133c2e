import { Ajv, type ErrorObject } from 'ajv';
import type { Action, Address, ApiEntry, Family, HandlerContext, ResultKind } from './entry.js';

/** Why a project's own API entries can't be used. */
export interface ApiProblem {
  /** JSON pointer to the offending value: `/3/queue/arg`; empty for the whole. */
  readonly path: string;
  /** What it should be: "must be one of: value, pointer". */
  readonly message: string;
}

/** Checks that a value is a list of API entries; says what is wrong first, or nothing. */
export function checkApiEntries(value: unknown): ApiProblem | undefined {
  validate ??= new Ajv({ allErrors: false, strict: true, allowUnionTypes: true }).compile(entriesSchema);
  if (validate(value)) return undefined;
  const error = validate.errors?.[0];
  return error ? toProblem(error) : { path: '', message: 'is not a list of API entries' };
}

let validate: ReturnType<Ajv['compile']> | undefined;

function toProblem(error: ErrorObject): ApiProblem {
  const { allowedValues, additionalProperty } = error.params as {
    allowedValues?: readonly unknown[];
    additionalProperty?: string;
  };
  if (additionalProperty !== undefined) {
    return { path: `${error.instancePath}/${additionalProperty}`, message: 'is not a known property' };
  }
  const message = allowedValues
    ? `must be one of: ${allowedValues.join(', ')}`
    : (error.message ?? 'is wrong');
  return { path: error.instancePath, message };
}

/** All members of a union, complete by construction: the compiler refuses a missing or an unknown one. */
function membersOf<T extends string>(
  members: Readonly<Record<T, true>>,
): { readonly enum: readonly string[] } {
  return { enum: Object.keys(members) };
}

const position = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const flag = { type: 'boolean' };

const address = membersOf<Address>({ value: true, pointer: true, name: true, 'caller-pointer': true });

const argument = {
  type: 'object',
  properties: { arg: position, address },
  required: ['arg', 'address'],
  additionalProperties: false,
};

const properties: Readonly<Record<keyof ApiEntry, object>> = {
  name: { type: 'string', minLength: 1 },
  language: membersOf<ApiEntry['language']>({ c: true, js: true }),
  modules: { type: 'array', items: text },
  action: membersOf<Action>({
    'declare-queue': true,
    'init-queue': true,
    'declare-entry': true,
    'init-entry': true,
    register: true,
    'set-state': true,
    finish: true,
    sleep: true,
    'state-sleep': true,
    wait: true,
    woken: true,
    'sleep-on': true,
    'compare-sleep': true,
    delay: true,
    wake: true,
    query: true,
    'signal-test': true,
    lock: true,
    'try-lock': true,
    unlock: true,
    barrier: true,
    'may-sleep': true,
    'set-handler': true,
    'no-return': true,
  }),
  family: membersOf<Family>({
    wait: true,
    swait: true,
    completion: true,
    bit: true,
    var: true,
    rcuwait: true,
    sched: true,
    atomics: true,
    lock: true,
  }),
  queue: argument,
  entry: argument,
  task: position,
  state: {
    anyOf: [
      position,
      membersOf<Exclude<NonNullable<ApiEntry['state']>, number>>({
        uninterruptible: true,
        interruptible: true,
        killable: true,
        idle: true,
        freezable: true,
        running: true,
      }),
    ],
  },
  arms: flag,
  condition: position,
  timeout: {
    type: 'object',
    properties: {
      arg: position,
      unit: membersOf<NonNullable<ApiEntry['timeout']>['unit']>({
        jiffies: true,
        ms: true,
        ns: true,
        us: true,
        s: true,
        ktime: true,
      }),
    },
    required: ['arg', 'unit'],
    additionalProperties: false,
  },
  lock: argument,
  lockKind: membersOf<NonNullable<ApiEntry['lockKind']>>({
    spin: true,
    'raw-spin': true,
    'rw-spin': true,
    mutex: true,
    rwsem: true,
    rcu: true,
    srcu: true,
    semaphore: true,
    irq: true,
    preempt: true,
    socket: true,
  }),
  flags: position,
  pause: position,
  seldom: flag,
  handler: {
    type: 'object',
    properties: {
      arg: position,
      context: membersOf<HandlerContext>({ interrupt: true, softirq: true, rcu: true, ipi: true }),
    },
    required: ['arg', 'context'],
    additionalProperties: false,
  },
  exclusive: flag,
  autoremove: flag,
  onStack: flag,
  queueLocked: flag,
  fenced: flag,
  result: membersOf<ResultKind>({
    none: true,
    error: true,
    'time-left': true,
    'time-left-or-error': true,
    hrtimeout: true,
    bool: true,
    count: true,
    promise: true,
    'promise-time-left': true,
    string: true,
  }),
  awaits: flag,
  historic: flag,
  counterpart: text,
  doc: text,
};

const entriesSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties,
    required: ['name', 'language', 'action', 'family', 'doc'],
    additionalProperties: false,
  },
};
