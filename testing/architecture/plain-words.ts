import type { SourceTree } from './source-tree.ts'

/** Words that make a reader of English as a second language stop: comments name the thing and say what it does. */
const riddles =
  /\b(whoever|whom|told of|lets? go of|of before|held back|bidden|wished for|stands? among|anew|for want of|to be had)\b/i

/** Comments in words that the style guide refuses. The files of this check name the words themselves. */
export function checkPlainWords(tree: SourceTree): string[] {
  return [...tree.files.values()]
    .filter(
      ({ path }) => !path.startsWith('testing/architecture/plain-words') && !path.startsWith('client/dist/'),
    )
    .flatMap(({ path, comments, lineAt }) =>
      comments.flatMap(({ start, text }) => {
        const found = riddles.exec(text)
        return found ? [`${path}:${lineAt(start)}: "${found[0]}"`] : []
      }),
    )
}
