import type { MapItem } from './data-map.ts'

type Names = Pick<MapItem, 'source' | 'fields'>
const titled = ['purpose', 'topic'] as const

/** Columns of an item of the portal whose codes are purposes and topics, which the operator names. */
export function titledColumns({ source, fields }: Names): readonly (typeof titled)[number][] {
  const has = (column: string) => fields.some((field) => field.column === column)
  return source === 'portal' && titled.every(has) ? titled : []
}

/** A record for programs: beside each code of a purpose or topic what it is called. `titles`: by `purpose/topic`. */
export function withChoiceTitles<Row extends Record<string, unknown>>(
  item: Names,
  record: Row,
  titles: ReadonlyMap<string, string>,
): Row & Record<`${string}_title`, string> {
  const names = {
    purpose: `${record.purpose}`,
    topic: record.topic ? `${record.purpose}/${record.topic}` : '',
  }
  const found = titledColumns(item).flatMap((column) => {
    const title = titles.get(names[column])
    return title === undefined ? [] : [[`${column}_title`, title] as const]
  })
  return { ...record, ...Object.fromEntries(found) }
}
