/**
 * A node of the parser's syntax tree (ESTree with TypeScript). Its fields depend on `type`, so they are not typed here: the
 * checks read a handful of them.
 */
export type Node = {
  type: string
  start: number
  end: number
  // biome-ignore lint/suspicious/noExplicitAny: see above
  [field: string]: any
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Calls `visit` for a node and everything below it, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit)
}

/** Texts of `sql` templates below a node, with a space for each placeholder. */
export function sqlTexts(node: Node): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = []
  walk(node, ({ type, tag, quasi, start }) => {
    if (type !== 'TaggedTemplateExpression' || tag.name !== 'sql') return
    found.push({ text: quasi.quasis.map((part: Node) => part.value.raw).join(' '), start })
  })
  return found
}
