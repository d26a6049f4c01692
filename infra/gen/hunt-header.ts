// The header of a hunt: comment lines `-- key: value` before the statement. Here it becomes the
// reference page; whoever runs hunts reads the same lines.

export type HuntHeader = {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly reading: string;
  readonly columns: string;
  readonly attack: string;
  readonly params: readonly string[];
};

export function huntHeader(id: string, text: string): HuntHeader {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const found = /^-- ([a-z]+): (.*)$/.exec(line);
    if (found === null) {
      // A line that goes on where the one before ended.
      const more = /^-- {2,}(.*)$/.exec(line)?.[1];
      const last = [...values.values()].at(-1);
      if (more !== undefined && last !== undefined) last.push(`${last.pop() ?? ''} ${more}`);
      continue;
    }
    const [, key = '', value = ''] = found;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  const one = (key: string) => (values.get(key) ?? []).join(' ');
  return {
    id,
    title: one('title'),
    why: one('why'),
    reading: one('reading'),
    columns: one('columns'),
    attack: one('attack'),
    params: values.get('param') ?? [],
  };
}
