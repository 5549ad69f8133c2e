import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FileModel, FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsAround } from './nesting.js';
import { wordOf } from './promise-wait.js';
import { remember } from './remember.js';

/** A call of a function that was handed in or kept: nothing tells that it does not throw. */
export function isJob(
  context: AnalysisContext,
  fn: FunctionModel,
  { name, target, api }: Pick<Call, 'name' | 'target' | 'api'>,
): boolean {
  if (target !== undefined || api || fn.isTopLevel) return false;
  const path = /^([\w$]+)((?:\.[\w$#]+)*)$/.exec(name.replace(/\.(call|apply)$/, ''));
  if (!path) return false;
  const [, root, rest] = path as unknown as readonly [string, string, string];
  if (rest === '')
    return isGiven(context, fn, root) || isTaken(context, fn, root) || isUnpacked(context, fn, root);
  if (root === 'this')
    return /^\.[\w$#]+$/.test(rest) && isKeptFromConstruction(context.model, rest.slice(1));
  return KEPT.test(rest) || (ENTRY.test(rest) && isTaken(context, fn, root));
}

const KEPT =
  /\.(fn|func|producer|promise(Fn|Func|Function|Factory|Generator|Producer|Supplier|Creator|Maker|Provider))$/;
const ENTRY =
  /^\.(p|cb|task|job|run|action|execute|operation|thunk|factory|callable|promise|handler|method|process|work|start|callback|exec)$/;

function isGiven({ model }: AnalysisContext, fn: FunctionModel, name: string): boolean {
  const own = wordOf(name);
  return [fn, ...functionsAround(model.functions, fn)].some(({ parameters }) =>
    parameters.some((one) => one.search(own) >= 0),
  );
}

/** `const { task, resolve } = entry;` of an entry that was handed in. */
function isUnpacked({ model }: AnalysisContext, fn: FunctionModel, name: string): boolean {
  const own = quoted(name);
  const entry = new RegExp(`(?:const|let|var)\\s*\\{([^{}]*)\\}\\s*=\\s*([\\w$]+)\\s*[;\\n]`).exec(
    model.text.slice(...fn.range),
  );
  const isField = new RegExp(`(?:^|[,\\s:])${own}\\s*(?:,|$)`).test(entry?.[1] ?? '');
  return isField && /\bresolve\b/.test(entry![1]!) && fn.parameters.includes(entry![2]!);
}

/** Whether a local was taken out of a queue: `const { fn } = this.queue.shift()`, `const job = head; head = head.next`. */
export function isTaken(context: AnalysisContext, fn: FunctionModel, name: string): boolean {
  return mayTake(fn, '', context) && takes(fn, name, context);
}

/** Most functions take nothing out of anything. */
const mayTake = remember((fn: FunctionModel, _: string, { model }: AnalysisContext) =>
  /\.(?:shift|pop|dequeue|splice)\(|(?:queue|jobs|tasks|pending)\[|head[!?]?\s*[;\n]/i.test(
    model.text.slice(...fn.range),
  ),
);

const takes = remember((fn: FunctionModel, name: string, { model }: AnalysisContext): boolean => {
  const own = quoted(name);
  const text = model.text.slice(...fn.range);
  const head = new RegExp(
    `(?:const|let|var)\\s+${own}\\s*(?::[^=;]*)?=\\s*([\\w$.#]*head)[!?]?\\s*[;\\n]`,
    'i',
  ).exec(text)?.[1];
  if (
    head !== undefined &&
    new RegExp(`${quoted(head)}\\s*=\\s*(?:${quoted(head)}|${own})[!?]?\\.next\\b`).test(text)
  )
    return true;
  return new RegExp(
    `(?:(?:const|let|var)\\s+(?:[{[][^}\\]]*(?<![\\w$])${own}(?![\\w$])[^}\\]]*[}\\]]|${own}(?![\\w$]))|(?<![\\w$.])${own})\\s*(?::[^=;]*)?=[^;=][^;]*(?:\\.(?:shift|pop|dequeue|splice)\\(|(?:queue|jobs|tasks|pending)\\[)`,
  ).test(text);
});

const MAKES = /^(?:constructor|set[A-Z]\w*)$/;

/** `constructor(worker) { this.worker = worker; }`, `setWorker(worker) { this.worker = worker; }` */
const isKeptFromConstruction = remember(({ functions, text }: FileModel, field: string): boolean => {
  const made = functions.filter(({ name }) => MAKES.test(name));
  const kept = new RegExp(`this\\.${quoted(field)}\\s*=\\s*([\\w$]+)\\s*;`);
  return made.some(({ range, parameters }) => {
    const given = kept.exec(text.slice(...range))?.[1];
    return given !== undefined && parameters.some((one) => wordOf(given).test(one));
  });
});
