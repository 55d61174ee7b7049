// The contract's enums in words.
import { EntityType, MentionKind } from "./gen/ascribe/v1/entity_pb.js";
import { AttributionMethod, QuotationKind, SpeakerKind } from "./gen/ascribe/v1/quotation_pb.js";
import { BlockKind } from "./gen/ascribe/v1/structure_pb.js";

/** A value's name in lower case, without blanks of underscores: "block quote". */
function words(of: Record<number, string>, value: number): string {
  return (of[value] ?? "unknown").toLowerCase().replaceAll("_", " ");
}

export const blockWords = (kind: BlockKind) => words(BlockKind, kind);
export const quotationWords = (kind: QuotationKind) => words(QuotationKind, kind);
export const mentionWords = (kind: MentionKind) => words(MentionKind, kind);

/** How a source is referred to, where a reader would want to know; names, pronouns and roles speak for themselves. */
export const SPEAKER_WORDS: Partial<Record<SpeakerKind, string>> = {
  [SpeakerKind.COLLECTIVE]: "several or a body",
  [SpeakerKind.ANONYMOUS]: "kept unnamed",
  [SpeakerKind.IMPLICIT]: "speaker implied",
};

/** What an attribution rests on, where there is no cue to show. */
export const METHOD_WORDS: Partial<Record<AttributionMethod, string>> = {
  [AttributionMethod.CONTINUATION]: "goes on from the one before",
  [AttributionMethod.FLOATING]: "from the sentences around it",
  [AttributionMethod.COLON]: "after a colon",
  [AttributionMethod.ALTERNATION]: "a turn of the conversation",
  [AttributionMethod.MODEL]: "chosen by a model",
};

/** The kinds of things, as headings, in the order in which they are listed. */
export const ENTITY_TYPES: [EntityType, string][] = [
  [EntityType.PERSON, "People"],
  [EntityType.ORGANIZATION, "Organisations"],
  [EntityType.GROUP, "Groups"],
  [EntityType.LOCATION, "Places"],
  [EntityType.FACILITY, "Facilities"],
  [EntityType.EVENT, "Events"],
  [EntityType.PRODUCT, "Products"],
  [EntityType.WORK, "Works"],
  [EntityType.DATE, "Dates"],
  [EntityType.TIME, "Times"],
  [EntityType.MONEY, "Money"],
  [EntityType.PERCENT, "Percentages"],
  [EntityType.QUANTITY, "Quantities"],
  [EntityType.ORDINAL, "Ordinals"],
  [EntityType.OTHER, "Other"],
];

/** The colour of a kind: a class of the style sheet. */
export function typeClass(type: EntityType): string {
  return `t-${words(EntityType, type)}`;
}

/** A share in per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A count with its noun: "1 quotation", "2 quotations". */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}
