import type { Call } from '../../protocol/events.js';

/** Takes something away, or only looks or tells: a call that does nothing of a wait's own beside the waiting. */
export function isIdle({ name, use }: Call): boolean {
  return use === 'tested' || IDLE.test(name);
}

const IDLE =
  /(?:^|\.)(?:off|removeListener|removeEventListener|removeAllListeners|clearTimeout|clearInterval|\w*[mM]axListeners|delete|unref|filter|map|indexOf|splice|includes|has|get|keys|values|log|warn|debug(?:[A-Z]\w*)?|trace|info|test|Error|toString|parse|from|slice|startsWith|equals|throwIfAborted|\w*Error|(?:is|has|get)[A-Z]\w*)$/;

/** Whether something of others is set in a text, beside where one of the `settlers` is kept. */
export function writesField(text: string, settlers: readonly string[]): boolean {
  return [...text.matchAll(/[\w$\])]\.[\w$#]+\s*(?:=(?![=>])|\+\+|--|[-+]=)\s*([\w$]*)/g)].some(
    ([, value]) => !settlers.includes(value ?? ''),
  );
}
