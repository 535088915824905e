import type { Locale } from '#domain/access/locale.ts'
import { actionsOf, noteOf, type Policy } from '../versions/read-policy.ts'
import type { Draft } from './read-draft.ts'

/** A draft as its readers will see it, on the day that is planned. */
export function draftAsPolicy({ facts, texts, sha256 }: Draft, locale: Locale, today: string): Policy {
  const { title, introduction, parts } = texts[locale]
  const { documentDate } = facts
  const day = facts.effectiveOn ?? today
  return {
    version: facts.version,
    locale,
    title,
    introduction,
    lastUpdatedOn: documentDate ?? day,
    effectiveOn: documentDate === null ? day : null,
    wording: 'original',
    sha256,
    parts: parts.map((part) => ({
      ...part,
      clauses: part.clauses.map((clause) => ({
        ...clause,
        actions: actionsOf(clause.id),
        note: documentDate === null ? null : noteOf(clause.id),
      })),
    })),
  }
}
