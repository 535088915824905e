import { readRepository, type SourceTree, withFiles } from './source-tree.ts'

export const project = readRepository()

/** What a check finds after these files were added to the project or replaced in it. */
export const plant = (check: (tree: SourceTree) => string[], texts: Record<string, string>) =>
  check(withFiles(project, texts))
