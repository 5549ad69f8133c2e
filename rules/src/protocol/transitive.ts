/** Whether a function does such a thing, itself or through functions of the file. */
export function transitive(
  isSuch: (index: number) => boolean,
  calleesOf: (index: number) => readonly number[],
): (index: number) => boolean {
  const known = new Map<number, boolean>();
  return (index) => {
    const cached = known.get(index);
    if (cached !== undefined) return cached;
    const from = new Map([[index, index]]);
    const pending = [index];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const callees = isSuch(at) ? undefined : calleesOf(at);
      if (callees === undefined || callees.some((callee) => known.get(callee) === true)) {
        // So do all on the way to it.
        for (let on = at; on !== index; on = from.get(on)!) known.set(on, true);
        known.set(index, true);
        return true;
      }
      for (const callee of callees) {
        if (from.has(callee) || known.get(callee) === false) continue;
        from.set(callee, at);
        pending.push(callee);
      }
    }
    for (const one of from.keys()) known.set(one, false);
    return false;
  };
}
