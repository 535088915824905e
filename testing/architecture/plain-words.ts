import type { SourceFile, SourceTree } from './source-tree.ts'
import { walk } from './syntax.ts'

/** Words that make a reader of English as a second language stop: a sentence names the thing and says what it does. */
const riddles =
  /\b(whoever|whom|told of|lets? go of|of before|held back|bidden|wished for|stands? among|anew|for want of|to be had)\b/i

const titled = new Set(['test', 'it', 'describe'])

/** Comments, titles of tests and documents in words that the style guide refuses. The files of this check name the words themselves. */
export function checkPlainWords(tree: SourceTree): string[] {
  const inCode = [...tree.files.values()]
    .filter(
      ({ path }) => !path.startsWith('testing/architecture/plain-words') && !path.startsWith('client/dist/'),
    )
    .flatMap((file) =>
      [...file.comments, ...titlesOf(file)].flatMap(({ start, text }) =>
        found(`${file.path}:${file.lineAt(start)}`, text),
      ),
    )
  const inDocuments = tree.paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      (tree.readText(path) ?? '').split('\n').flatMap((line, at) => found(`${path}:${at + 1}`, line)),
    )
  return [...inCode, ...inDocuments]
}

function found(place: string, text: string): string[] {
  const word = riddles.exec(text)
  return word ? [`${place}: "${word[0]}"`] : []
}

function titlesOf({ path, program }: SourceFile): { start: number; text: string }[] {
  if (!/\.(test|spec)\.(tsx?|mjs)$/.test(path)) return []
  const titles: { start: number; text: string }[] = []
  walk(program, (node) => {
    if (node.type !== 'CallExpression') return
    // test('…'), test.skipIf(…)('…'), test.each([…])('…')
    let callee = node.callee
    while (callee.type === 'CallExpression' || callee.type === 'MemberExpression')
      callee = callee.type === 'CallExpression' ? callee.callee : callee.object
    const [title] = node.arguments
    if (titled.has(callee.name) && title?.type === 'Literal' && typeof title.value === 'string')
      titles.push({ start: title.start, text: title.value })
  })
  return titles
}
