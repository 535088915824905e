import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'

// A machine of its own for commands that root types: its processes, its temporary folders and its own copies of /etc and /var, in
// which nothing that is written stays. It has no network.

/** Empty there, and the user `postgres` may write to them. */
const hidden = [
  '/etc/postgresql',
  ...['lib', 'log'].map((folder) => `/var/${folder}/postgresql`),
  ...['lib', 'log', 'spool'].map((folder) => `/var/${folder}/pgbackrest`),
]

const prepare = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
for folder in etc var; do
  mkdir "/mnt/$folder" "/mnt/$folder.work"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=/mnt/$folder,workdir=/mnt/$folder.work" "/$folder"
done
mount -t tmpfs -o mode=755 tmpfs /run
install -d -o postgres -g postgres -m 2775 /run/postgresql
for folder in /tmp /dev/shm; do mount -t tmpfs -o mode=1777 tmpfs "$folder"; done
for folder in ${hidden.join(' ')}; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 tmpfs "$folder"
  chown postgres:postgres "$folder"
done
echo ready
while sleep 1; do :; done`

const namespaces = ['--mount', '--pid', '--fork', '--mount-proc', '--net', '--ipc', '--kill-child']

export type OwnMachine = {
  /** What starts a shell there: `within` of `runAsWritten`. */
  within: readonly string[]
  remove: () => Promise<void>
}

/** Needs root, Linux and the user `postgres`. Throws, with what the system said, where it may not be made. */
export async function ownMachine(): Promise<OwnMachine> {
  const outer = spawn('unshare', [...namespaces, '/bin/bash', '--norc', '-c', prepare], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  outer.stderr.on('data', (text) => {
    said += text
  })
  const gone = once(outer, 'exit')
  await Promise.race([once(outer.stdout, 'data'), gone])
  const file = `/proc/${outer.pid}/task/${outer.pid}/children`
  const inner = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (!inner) throw new Error(`no machine of its own could be made: ${said}`)
  return {
    within: ['nsenter', '--target', inner, '--mount', '--pid', '--net', '--ipc'],
    remove: async () => {
      outer.kill('SIGKILL')
      await gone
    },
  }
}
