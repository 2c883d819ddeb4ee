/** The labels by which a title names its column: its tag ("[Weekly]"), what stands behind or before a bar or a colon. */
export function labelsOf(title: string): readonly string[] {
  if (!/[|｜丨:：[【]/u.test(title)) return none;
  const parts = title.split(/\s*[|｜丨]\s*/u);
  return [
    /^\s*[[【]([^\]】]{1,16})[\]】]/u.exec(title)?.[1],
    ...(parts.length > 1 ? [parts[0], parts.at(-1)] : []).filter((part = '') => part.length <= 16),
    /^([^:：]{2,14})[:：]/u.exec(title)?.[1],
  ].filter((label) => label !== undefined);
}

const none: readonly string[] = [];

const times: readonly (readonly [string, RegExp])[] = [
  ['number', /\d/],
  ['hour', /[早晚午晨夜]|盘前|盘后|\b(?:morning|evening|night)\b/i],
  ['period', /[日周月季年]|\b(?:daily|weekly|monthly|week|month)\b/i],
];

/** A column that appears every morning or is numbered is often a round-up or a bulletin. */
export function markLabel(label: string, mark: (name: string) => void): void {
  for (const [name, pattern] of times) if (pattern.test(label)) mark(`column ${name}`);
}
