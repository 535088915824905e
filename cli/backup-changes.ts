import { createChanges } from '#domain/backups/create/create-changes.ts'
import { type Command, CommandFailed } from './command.ts'
import { makeArchives, megabytes } from './make-archives.ts'

export const backupChanges: Command = {
  name: 'backup changes',
  summary:
    'writes what changed since the newest backup into two encrypted archives, as the worker does every hour',
  async run({ open }) {
    const made = await makeArchives(open(), 'backup changes', createChanges)
    if (!made) throw new CommandFailed('there is no whole backup of the last day: backup create')
    const figures = `${made.rows} rows since ${made.baseMadeAt.toISOString()}, ${megabytes(made.bytes)} MB in ${made.tookMs} ms`
    return {
      json: made,
      lines: [made.changes, made.keychanges, figures, ...made.deleted.map((name) => `deleted ${name}`)],
    }
  },
}
