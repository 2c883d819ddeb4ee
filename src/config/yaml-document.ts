import { type Document, LineCounter, parseDocument } from 'yaml';

export interface YamlDocument {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

let ahead: (YamlDocument & { readonly text: string }) | undefined;

/**
 * Parses a text that will soon be parsed again: a command reads feeds.yaml for its language and then for its settings.
 * The result is kept until the next `parseText`, and no longer, because a document is many times as large as its text.
 */
export function parseAhead(text: string): YamlDocument {
  ahead = { text, ...parse(text) };
  return ahead;
}

/** What is wrong with the text is in `document.errors`. */
export function parseText(text: string): YamlDocument {
  const known = ahead?.text === text ? ahead : undefined;
  ahead = undefined;
  return known ?? parse(text);
}

function parse(text: string): YamlDocument {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false }), lines };
}
