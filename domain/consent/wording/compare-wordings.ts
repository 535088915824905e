import type { Locale } from '#domain/access/locale.ts'
import { type Mark, markWords } from '#domain/policy/rules/compare-texts.ts'
import { purposeFields, topicFields } from './wordings.ts'

/** What people were shown of a purpose or topic, by the name of the field. */
export type ShownWords = ReadonlyMap<string, Readonly<Record<string, string>>>

/** Facts that are said of a purpose beside the words; a topic has those of messages in general. */
const factFields = ['recipients', 'crossBorder', 'publication', 'retention'] as const
export type ComparedField = (typeof purposeFields)[number] | (typeof factFields)[number]
export type ComparedWording = {
  /** `analytics`, `communication/new-materials`. */
  name: string
  state: 'changed' | 'added' | 'removed'
  fields: { field: ComparedField; marks: Mark[] }[]
}

const comparedFields = (name: string): readonly ComparedField[] =>
  name.includes('/') ? topicFields : [...purposeFields, ...factFields]

/** Purposes and topics of which something else is said, with the fields that differ, word by word. */
export function compareWordings(before: ShownWords, after: ShownWords, locale: Locale): ComparedWording[] {
  const names = [...after.keys(), ...[...before.keys()].filter((name) => !after.has(name))]
  return names.flatMap((name): ComparedWording[] => {
    const [old, next] = [before.get(name), after.get(name)]
    const state = old ? (next ? 'changed' : 'removed') : 'added'
    const fields = comparedFields(name).flatMap((field) => {
      const [was, is] = [old?.[field] ?? '', next?.[field] ?? '']
      return was === is ? [] : [{ field, marks: markWords(was, is, locale) }]
    })
    return fields.length > 0 ? [{ name, state, fields }] : []
  })
}
