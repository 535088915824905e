import type { Locale } from '../locales.ts'

const nbsp = '\u00A0'

/** Words that a number does not count, so that a line may break before them: “from 1 to 10”, «ISO 27560 бойынша». */
const notCounted: Record<Locale, string> = {
  kk: 'мен|бен|пен|және|немесе|не|бойынша|арқылы|аралығында|болғанша',
  ru: 'и|или|по|до|с|в|на|из|не',
  en: 'of|and|or|to|from|by|in|on|at|with|is|does|are|each|then',
}

/** Words that name the number after them: “Article 8”, «пункт 24». */
const named: Record<Locale, string> = {
  kk: '№',
  ru: '№|(?:[Пп]од)?[Пп]ункт\\p{L}*|[Сс]тать\\p{L}*',
  en: '№|Articles?|paragraphs?|No\\.',
}

/**
 * The text with non-breaking spaces where a line must not break: between a number and what it counts, between «№» or
 * “Article” and its number, between groups of digits, before a dash, and after a Russian word of one letter.
 */
export function bindSpaces(locale: Locale, text: string): string {
  const bound = text
    .replace(/(?<=\d) (?=\d)/g, nbsp)
    .replace(new RegExp(`(?<=[\\d#]) (?=\\p{L})(?!(?:${notCounted[locale]})(?!\\p{L}))`, 'gu'), nbsp)
    .replace(new RegExp(`(?<=(?<!\\p{L})(?:${named[locale]})) (?=[\\d{])`, 'gu'), nbsp)
    .replace(/ (?=—)/g, nbsp)
  if (locale === 'ru') return bound.replace(/(?<=(?<![\p{L}\p{N}-])[авикосуя]) (?=\S)/giu, nbsp)
  // «30-бабы» stays on one line: a word joiner after the hyphen.
  return locale === 'kk' ? bound.replace(/(?<=[\d}]-)(?=баб|тарма)/gu, '\u2060') : bound
}
