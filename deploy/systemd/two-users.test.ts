import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const here = import.meta.dirname
const root = join(here, '../..')
const unit = (name: string) => readFileSync(join(here, `portal-${name}.service`), 'utf8')
const valuesOf = (name: string, setting: string) =>
  [...unit(name).matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].flatMap(([, value = '']) =>
    value.split(' '),
  )

describe('the units', () => {
  it('run app and worker as two users, and make the keys as the user of the worker', () => {
    expect(['app', 'worker', 'prepare'].map((name) => valuesOf(name, 'User'))).toEqual([
      ['portal'],
      ['portal-worker'],
      ['portal-worker'],
    ])
    expect(valuesOf('app', 'Group')).toEqual(['portal'])
    expect(valuesOf('app', 'SupplementaryGroups')).toEqual([])
  })

  it('let the app write no file, and neither process gain a right', () => {
    expect(valuesOf('app', 'ReadWritePaths')).toEqual([])
    expect(valuesOf('app', 'ProtectSystem')).toEqual(['strict'])
    for (const name of ['app', 'worker']) {
      expect(valuesOf(name, 'CapabilityBoundingSet')).toEqual([''])
      expect(valuesOf(name, 'NoNewPrivileges')).toEqual(['yes'])
    }
  })
})

// Linux, as root, with the programs of systemd: the users and folders are made by the files that an installation copies.
const programs = [
  '/usr/bin/setpriv',
  '/usr/bin/unshare',
  '/usr/bin/systemd-sysusers',
  '/usr/bin/systemd-tmpfiles',
]
const canTry = process.getuid?.() === 0 && programs.every((program) => existsSync(program))

describe.runIf(canTry)('two processes of the two users', () => {
  let folder = ''
  const keysDir = () => join(folder, 'etc/privacy-portal/keys')
  const packages = () => join(folder, 'var/lib/privacy-portal/packages')
  const secrets = () =>
    ['log/v1.key', 'backup/v1.key', 'backup/verifier.txt'].map((name) => join(keysDir(), name))

  const idOf = (file: string, name: string) => {
    const line = readFileSync(join(folder, 'etc', file), 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${name}:`))
    return Number(line?.split(':')[2])
  }
  /** The words that run a program as one of the users, with the groups of its unit. */
  const as = (user: 'portal' | 'portal-worker') => [
    '/usr/bin/setpriv',
    `--reuid=${idOf('passwd', user)}`,
    `--regid=${idOf('group', user)}`,
    user === 'portal' ? '--clear-groups' : `--groups=${idOf('group', 'portal')}`,
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
  ]
  const node = (script: string) => [process.execPath, '--input-type=module', '-e', script]
  function run(user: 'portal' | 'portal-worker', words: string[]) {
    const [program = '', ...rest] = [...as(user), ...words]
    const { status, stdout, stderr } = spawnSync(program, rest, { cwd: root, encoding: 'utf8' })
    return { status, stdout, stderr }
  }
  const read = (user: 'portal' | 'portal-worker', path: string) => run(user, ['/bin/cat', path])

  let worker: ReturnType<typeof spawn> | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'two-users-'))
    chmodSync(folder, 0o755)
    for (const name of ['etc', 'var/lib']) mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
    writeFileSync(join(folder, 'etc/group'), 'root:x:0:\n')
    for (const kind of ['sysusers', 'tmpfiles'])
      execFileSync(`/usr/bin/systemd-${kind}`, [
        ...(kind === 'tmpfiles' ? ['--create'] : []),
        `--root=${folder}`,
        join(here, `privacy-portal.${kind}`),
      ])
    const made = run(
      'portal-worker',
      node(`
        process.umask(0o077)
        const { openMasterKeys } = await import('#platform/crypto/master-keys.ts')
        const { makeLogKey } = await import('#platform/crypto/log-key.ts')
        const { makeBackupKeys } = await import('#platform/crypto/backup-keys.ts')
        const { writeEncryptedFile } = await import('#platform/crypto/encrypted-file.ts')
        const keys = openMasterKeys(${JSON.stringify(keysDir())})
        keys.addMaster()
        makeLogKey(${JSON.stringify(keysDir())})
        await makeBackupKeys(${JSON.stringify(keysDir())})
        const { version, wrapped } = keys.wrap(Buffer.alloc(32, 7), 'row')
        const copy = ${JSON.stringify(join(packages(), 'copy.zip'))}
        await writeEncryptedFile(copy, Buffer.alloc(32, 7), [Buffer.from('a copy of data')])
        console.log(version + ' ' + wrapped.toString('base64'))`),
    )
    expect(made.stderr).toBe('')
    wrapped = made.stdout.trim()
    const [program = '', ...rest] = [
      ...as('portal-worker'),
      ...node(`process.stdout.write('up'); setInterval(() => {}, 1e6)`),
    ]
    worker = spawn(program, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    if (worker.stdout) await once(worker.stdout, 'data')
  })
  let wrapped = ''
  afterAll(() => {
    worker?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('the app reads what it needs: master, index and signing keys, and copies of data', () => {
    const [version, key] = wrapped.split(' ')
    const answer = run(
      'portal',
      node(`
        const { openMasterKeys } = await import('#platform/crypto/master-keys.ts')
        const { readEncryptedFile } = await import('#platform/crypto/encrypted-file.ts')
        const keys = openMasterKeys(${JSON.stringify(keysDir())})
        const key = keys.unwrap(${version}, Buffer.from('${key}', 'base64'), 'row')
        const { keyId, signature } = keys.sign(Buffer.from('x'))
        const parts = []
        for await (const part of readEncryptedFile(${JSON.stringify(join(packages(), 'copy.zip'))}, key)) parts.push(part)
        console.log(keys.current, keys.verify(keyId, Buffer.from('x'), signature), Buffer.concat(parts).toString())`),
    )
    expect(answer).toEqual({ status: 0, stdout: '2 true a copy of data\n', stderr: '' })
  })

  it('the app reads no key of the worker, neither by its path nor through the process of the worker', () => {
    const inside = [...secrets(), ...secrets().map((path) => `/proc/${worker?.pid}/root${path}`)]
    for (const path of [...inside, `/proc/${worker?.pid}/environ`, `/proc/${worker?.pid}/mem`]) {
      const { status, stdout, stderr } = read('portal', path)
      expect({ path, status, stdout }).toEqual({ path, status: 1, stdout: '' })
      expect(stderr).toMatch(/Permission denied/)
    }
    expect(run('portal', ['/bin/sh', '-c', `kill -0 ${worker?.pid}`]).status).not.toBe(0)
  })

  it('the app writes neither keys nor copies', () => {
    for (const name of [join(keysDir(), 'master/v3.key'), join(keysDir(), 'x'), join(packages(), 'x')])
      expect(run('portal', ['/bin/sh', '-c', `echo x > ${name}`]).status).not.toBe(0)
    expect(run('portal', ['/bin/rm', '-f', join(keysDir(), 'master/v1.key')]).status).not.toBe(0)
    expect(readdirSync(join(keysDir(), 'master')).sort()).toEqual(['v1.key', 'v2.key'])
  })

  // The attack that the two users end, so that the refusals above are known to be theirs.
  it('as one user, a mount hides nothing: the worker leads around it', ({ skip }) => {
    const [path = ''] = secrets()
    const hidden = `mount -t tmpfs none ${join(keysDir(), 'log')} && exec ${as('portal-worker').join(' ')} /bin/cat`
    const attempt = (target: string) =>
      spawnSync('/usr/bin/unshare', ['--mount', '/bin/sh', '-c', `${hidden} ${target}`], { encoding: 'utf8' })
    const byPath = attempt(path)
    skip(/unshare|mount:/.test(byPath.stderr), 'no mount can be made here')
    expect(byPath.stdout).toBe('')
    expect(attempt(`/proc/${worker?.pid}/root${path}`).stdout).toMatch(/^portal-key log 1 /)
  })
})
