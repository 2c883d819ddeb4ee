/** A composition with the help of a language model: what it judges, then what it writes. */
import type { ComposeInput, Composition } from '../compose/compose.ts';
import type { EventVerdict, LanguageModel, TextAnswer, TextQuestion } from '../model.ts';

interface Help {
  /** undefined: there is no language model to ask. */
  readonly model: LanguageModel | undefined;
  compose(input: ComposeInput): Promise<Composition>;
}

/** Composes with what the model says of the draft's doubts, and again with the headlines that it has for it. */
export async function composeWithModel(
  input: ComposeInput,
  help: Help,
): Promise<Composition & { readonly text?: TextAnswer }> {
  const { model } = help;
  if (model === undefined) return help.compose(input);
  const judged = input.settings.ai.judge ? await judgedInput(input, { ...help, model }) : unjudged(input);
  const draft = withoutDoubts(judged.draft ?? (await help.compose(judged.input)));
  const question = textQuestion(draft);
  const translated = await model.translate(question);
  // A model that is silent when it judges is silent, also where there is nothing to translate.
  const text = translated.outcome === 'unasked' ? { ...translated, outcome: judged.outcome } : translated;
  if (text.headlines.size === 0) return { ...draft, text };
  return { ...withoutDoubts(await help.compose({ ...judged.input, headlines: text.headlines })), text };
}

/** An answer may raise another doubt; so often the draft is looked at again. */
const judgingRounds = 3;
/** At most so many for one edition, also where the cache has the answers: so a second preview asks nothing. */
const mostDoubts = 120;

interface Judged {
  /** The given one itself when nothing was answered: then the edition is the one that there is without a model. */
  readonly input: ComposeInput;
  readonly outcome: TextAnswer['outcome'];
  /** The composition of that input, where the last round has made it already. */
  readonly draft?: Composition | undefined;
}

function unjudged(input: ComposeInput, outcome: Judged['outcome'] = 'unasked'): Judged {
  return { input, outcome };
}

async function judgedInput(
  input: ComposeInput,
  { model, compose }: Help & { readonly model: LanguageModel },
): Promise<Judged> {
  const verdicts = new Map<string, EventVerdict>();
  let draft = await compose({ ...input, verdicts });
  const nearness = await model.embed(draft.compared ?? []);
  let left = mostDoubts;
  let outcome: Judged['outcome'] = 'unasked';
  let isCurrent = nearness === undefined;
  for (let round = 0; round < judgingRounds && left > 0; round += 1) {
    if (!isCurrent) draft = await compose({ ...input, verdicts, nearness });
    isCurrent = true;
    const { doubts = [] } = draft;
    const asked = doubts.slice(0, left);
    left -= asked.length;
    const heard = await model.judge(asked);
    if (outcome !== 'answered' && heard.outcome !== 'unasked') outcome = heard.outcome;
    if (heard.verdicts.size === 0) break;
    isCurrent = false;
    for (const [id, verdict] of heard.verdicts) verdicts.set(id, verdict);
  }
  const isUnjudged = verdicts.size === 0 && nearness === undefined;
  return isUnjudged
    ? unjudged(input, outcome)
    : { input: { ...input, verdicts, nearness }, outcome, ...(isCurrent && { draft }) };
}

/** They are questions to the model and no part of the edition. */
function withoutDoubts({ doubts: _, compared: __, ...composition }: Composition): Composition {
  return composition;
}

/** So many near misses get a headline too: a person who reviews the edition may take one in. */
const nearMisses = 5;

/** English leads of a Chinese digest, and Chinese ones of an English digest. The gate knows no other pair of languages. */
export function textQuestion({ digest: { settings, sections }, desk }: Composition): TextQuestion {
  const { language, ai } = settings;
  const foreign = language === 'en' ? 'zh' : 'en';
  const told = new Set(desk.order);
  const near = desk.input.stories.filter(({ id }) => !told.has(id)).slice(0, nearMisses);
  const leads = [...sections.flatMap(({ stories }) => stories), ...near].map(({ lead }) => lead);
  return {
    language,
    leads: leads
      .filter((lead) => lead.language === foreign)
      .map(({ title, summary }) => ({ title, summary: summary ?? '' })),
    parts: [...(ai.headlines ? (['headline'] as const) : []), ...(ai.summaries ? (['sentence'] as const) : [])],
  };
}
