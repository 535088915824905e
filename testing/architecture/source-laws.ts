import { isForTests, type SourceTree } from './source-tree.ts'

/** Laws about single files: server actions, SQL text, programs, names. */
export function checkSources(tree: SourceTree): string[] {
  return [...tree.files.values()]
    .filter(({ path }) => !isForTests(path) && !path.startsWith('launch/'))
    .flatMap(({ path, text }) => {
      const breach = (what: string) => [`${path}: ${what}`]
      if (/^\s*(['"])use server\1/m.test(text) && !/^app\/.*\/actions\.ts$/.test(path))
        return breach('server actions live in actions.ts below app/')
      // The sample platform's schema is a file of its own, and its names are constants.
      if (/\bsql\.raw\(/.test(text) && !path.startsWith('db/seed/platform/'))
        return breach('no SQL text is made from values')
      if (/\bshell: true\b|\bexecSync\(|(?<![.\w])exec\(/.test(text))
        return breach('programs are started by name and arguments, without a shell')
      if (/(^|\/)(utils?|helpers?|common|misc|shared|managers?)(\/|\.tsx?$)/.test(path))
        return breach('the name says nothing of what is inside')
      return []
    })
}
