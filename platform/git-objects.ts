import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

// The object format of git (gitformat-loose-object(5)): a type, a length, a NUL byte and the content, named by their SHA-1.
type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export type GitIdentity = { name: string; email: string; at: Date }

/** Objects and refs of one repository as a plain web server has them: for the dumb protocol of git (gitprotocol-http(5)). */
export function openGitObjects() {
  const files = new Map<string, Buffer>()
  const refs: [name: string, id: string][] = []

  const add = (type: ObjectType, content: Buffer): string => {
    const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])
    const id = createHash('sha1').update(object).digest('hex')
    files.set(`objects/${id.slice(0, 2)}/${id.slice(2)}`, deflateSync(object))
    return id
  }
  return {
    blob: (text: string) => add('blob', Buffer.from(text)),
    /** Plain files of one folder, by name. */
    tree: (entries: Readonly<Record<string, string>>) =>
      add(
        'tree',
        Buffer.concat(
          Object.keys(entries)
            .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
            .flatMap((name) => [Buffer.from(`100644 ${name}\0`), Buffer.from(entries[name] ?? '', 'hex')]),
        ),
      ),
    commit: (given: { tree: string; parent: string | null; by: GitIdentity; message: string }) =>
      add(
        'commit',
        Buffer.from(
          [
            `tree ${given.tree}`,
            ...(given.parent ? [`parent ${given.parent}`] : []),
            `author ${signature(given.by)}`,
            `committer ${signature(given.by)}`,
            '',
            given.message,
          ].join('\n'),
        ),
      ),
    /** An annotated tag; `sign` gets its text and returns what `git verify-tag` checks. */
    tag: (given: {
      name: string
      commit: string
      by: GitIdentity
      message: string
      sign: (text: Buffer) => string
    }) => {
      const text = [
        `object ${given.commit}`,
        'type commit',
        `tag ${given.name}`,
        `tagger ${signature(given.by)}`,
        '',
        given.message,
      ].join('\n')
      return add('tag', Buffer.from(text + given.sign(Buffer.from(text))))
    },
    ref: (name: string, id: string) => void refs.push([name, id]),
    /** Everything that a clone asks for, by its path in the repository. `main` is the branch that HEAD names. */
    files: (main: string): ReadonlyMap<string, Buffer> => {
      const listed = [...refs].sort(([a], [b]) => (a < b ? -1 : 1))
      return new Map([
        ...files,
        ['HEAD', Buffer.from(`ref: ${main}\n`)],
        ['info/refs', Buffer.from(listed.map(([name, id]) => `${id}\t${name}\n`).join(''))],
        ['objects/info/packs', Buffer.from('\n')],
      ])
    },
  }
}

/** Signs of git's own in a name would end it. */
const plain = (text: string) => text.replace(/[<>\n\0]/g, ' ').trim()

const signature = ({ name, email, at }: GitIdentity) =>
  `${plain(name)} <${plain(email)}> ${Math.floor(at.getTime() / 1000)} +0500`
