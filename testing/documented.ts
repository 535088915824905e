import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

const root = new URL('../', import.meta.url)

/** The blocks of commands (`sh`) of a document, by the heading above them. */
export function documentedCommands(document: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const sections = readFileSync(new URL(document, root), 'utf8').split(/^#+ /m)
  for (const section of sections) {
    const heading = section.slice(0, section.indexOf('\n')).trim()
    const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) =>
      (block ?? '').trimEnd(),
    )
    if (blocks.length > 0) found.set(heading, blocks)
  }
  return found
}

/** The one block under a heading. Throws when there is none, or several. */
export function commandUnder(document: string, heading: string): string {
  const [block, ...others] = documentedCommands(document).get(heading) ?? []
  if (block === undefined || others.length > 0)
    throw new Error(`${document}: ${heading} has no block, or several`)
  return block
}

type Given = {
  env: Readonly<Record<string, string>>
  cwd?: string | URL
  timeoutMs?: number
  /** A program and its words that start the shell. */
  within?: readonly string[]
}

/** Runs commands as they stand in a document, in a shell that finds Debian's programs and nothing of the portal's environment. */
export async function runAsWritten(
  script: string,
  { env, cwd = root, timeoutMs = 120_000, within = [] }: Given,
) {
  const [program = '', ...words] = [...within, '/bin/bash', '--norc', '-uo', 'pipefail', '-c', script]
  const child = spawn(program, words, {
    cwd,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', NODE_ENV: 'test', ...env },
    timeout: timeoutMs,
  })
  child.stdin.end()
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await ended, said: `${stdout}${stderr}` }
}
