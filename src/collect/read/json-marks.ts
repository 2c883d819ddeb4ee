interface JsonMark {
  readonly mark: string;
  readonly at: number;
  /** How many brackets are open after it, counted from the start of the scan. */
  readonly depth: number;
}

/** The brackets and commas outside strings, in one pass. Everything after an unclosed quote counts as a string. */
export function* jsonMarks(text: string, from = 0): Generator<JsonMark> {
  const pattern = /["[\]{},]/g;
  pattern.lastIndex = from;
  let depth = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [mark] = found;
    if (mark === '"') {
      pattern.lastIndex = endOfString(text, found.index) + 1;
      continue;
    }
    if (mark !== ',') depth += mark === '{' || mark === '[' ? 1 : -1;
    yield { mark, at: found.index, depth };
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charAt(end - 1 - escapes) === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
